/**
 * Stands for Trivy's command where there is none, and where the real one cannot be made to misbehave:
 * `fake-trivy.mjs SITUATION REPORT PIDS …arguments of trivy`.
 */
import { spawn } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";

const [, , situation = "", report = "", pids = "", command, ...more] = process.argv;
/** @param {string} level @param {string} words */
const say = (level, words) => process.stderr.write(`2026-11-26T10:00:00Z\t${level}\t${words}\n`);
const reference = more.at(-1);

if (command === "version") {
  const UpdatedAt = "2026-11-25T06:00:00Z";
  console.log(JSON.stringify({ Version: "0.99.0", VulnerabilityDB: { Version: 2, UpdatedAt } }));
} else if (more.some((argument) => argument.startsWith("--download"))) {
  if (process.env.TRIVY_PASSWORD) throw new Error("it would tell a password to others");
} else {
  appendFileSync(pids, `${process.pid}\n`);
  say("INFO", "[vuln] Vulnerability scanning is enabled");
  /** @type {Record<string, () => void>} */
  const ways = {
    garbage: () => console.log("{not json"),
    "too-much": () => {
      const more = () => process.stdout.write(Buffer.alloc(1 << 16, " "), more);
      more();
    },
    stuck: () => {
      process.on("SIGTERM", () => say("WARN", "not now"));
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
      appendFileSync(pids, `${child.pid}\n`);
      setInterval(() => {}, 1000);
    },
    talkative: () => {
      const { TRIVY_USERNAME, TRIVY_PASSWORD } = process.env;
      const basic = Buffer.from(`${TRIVY_USERNAME}:${TRIVY_PASSWORD}`).toString("base64");
      say("DEBUG", `Authorization: Basic ${basic}`);
      say("FATAL", `Fatal error\trun error: GET https://blobs.example.com/a?sig=${TRIVY_PASSWORD}`);
      process.exitCode = 1;
    },
  };
  const { TRIVY_PASSWORD = "" } = process.env;
  if (process.argv.some((argument) => TRIVY_PASSWORD && argument.includes(TRIVY_PASSWORD)))
    throw new Error("a secret is among the arguments");
  if (process.env.SERVICE_SECRET) throw new Error("it sees the service's environment");
  say("INFO", `[alpine] Detecting vulnerabilities...\treference="${reference}"`);
  (ways[situation] ?? (() => process.stdout.write(readFileSync(report))))();
}

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Finding, FindingRef, Plan, Step } from "@plimsoll/engine";
import { images, makeLayer } from "./recipes.ts";

export const remedyHeads = [
  "image",
  "before",
  "promised",
  "of them left",
  "after, by plan",
  "after, real",
  "not foreseen",
];

/**
 * Takes plans at their word: builds an image of old packages, has a plan made, makes its changes where they are to be made
 * (the system's commands in the root file system, `requirements.txt`, npm's commands, `pom.xml`), builds and scans again.
 */
export function proveRemedies(folder: string, say: (...row: string[]) => void): void {
  for (const trial of trials) {
    const place = join(folder, "remedy", trial.name);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    trial.begin(place, folder);
    const root = `dir:${join(place, "root")}`;
    const { plan } = plimsoll("fix", root, "--no-newer-bases") as unknown as { plan: Plan };
    const made = plan.steps.filter((step) => trial.apply(place, step));
    trial.build(place);
    const { findings } = plimsoll("scan", root) as unknown as { findings: Finding[] };
    const { left, unforeseen } = held(plan, made, findings);
    const promised = made.reduce((sum, { clears }) => sum + clears.length, 0);
    const counts = [
      ...[plan.before.total, promised, left.length],
      ...[plan.after.total, findings.length, unforeseen.length],
    ];
    say(trial.name, ...counts.map(String));
    for (const step of plan.steps)
      if (!made.includes(step)) say(`  could not be made here: ${step.id}, ${step.clears.length}`);
    for (const one of left) say(`  left: ${nameOf(one)} ${one.package.version}`);
    for (const one of unforeseen)
      say(`  not foreseen: ${nameOf(one)} ${one.package.version}, ${one.package.path}`);
  }
}

/** What was promised to go and did not, at its place or with its version, and what is there that the plan does not name. */
function held({ steps, remaining }: Plan, made: readonly Step[], findings: readonly Finding[]) {
  const promised = Map.groupBy(
    made.flatMap(({ clears }) => clears),
    nameOf,
  );
  const foreseen = new Set(
    [
      ...remaining.flatMap((one) => one.findings),
      ...steps.flatMap((one) => (made.includes(one) ? one.brings : one.clears)),
    ].map(nameOf),
  );
  const isLeft = (one: Finding) =>
    (promised.get(nameOf(one)) ?? []).some(
      ({ package: { path, version } }) =>
        path === one.package.path || version === one.package.version,
    );
  const left = findings.filter(isLeft);
  return { left, unforeseen: findings.filter((one) => !isLeft(one) && !foreseen.has(nameOf(one))) };
}

function nameOf(one: FindingRef | Finding): string {
  return `${one.id} in ${one.package.name}`;
}

type Trial = {
  readonly name: string;
  /** Lays out what is built: the root file system in `root`, the project in `project`. */
  begin(place: string, bench: string): void;
  /** Makes one step's change; false where this machine cannot. */
  apply(place: string, step: Step): boolean;
  /** Puts the project's packages into the root. */
  build(place: string): void;
};

const quiet = { stdio: ["ignore", "ignore", "inherit"] as ("ignore" | "inherit")[] };
const run = (cwd: string, command: string, ...args: string[]) =>
  void execFileSync(command, args, { ...quiet, cwd });

/** The first change of a kind. */
function textOf({ changes }: Step, kind: "command" | "manifest"): string | null {
  return changes.find((one) => one.kind === kind)?.text ?? null;
}

function layer(bench: string, name: string): string {
  const recipe = images.flatMap(({ layers }) => layers).find((one) => one.name === name);
  if (!recipe) throw new Error(`no layer is called ${name}`);
  makeLayer(recipe, join(bench, name));
  return join(bench, name);
}

/** With this machine's way to the package registry for the while. */
function inRoot(root: string, command: string): void {
  const conf = ["etc/resolv.conf", "etc/hosts", "etc/apt/apt.conf.d/99artifact-registry"];
  const there = conf.filter((path) => existsSync(`/${path}`));
  for (const path of there) run("/", "cp", "-L", `/${path}`, join(root, path));
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("chroot", [root, "sh", "-c", command], { ...quiet, env });
  for (const path of there) rmSync(join(root, path), { force: true });
}

/** As of the release alone, and then with the archive of what was fixed since. */
function debianRoot(place: string, bench: string, packages: string): void {
  const root = join(place, "root");
  run("/", "cp", "-a", layer(bench, "debian"), root);
  inRoot(root, `apt-get update && apt-get install -y --no-install-recommends ${packages}`);
  const sources = join(root, "etc/apt/sources.list");
  const security = "deb http://deb.debian.org/debian-security bookworm-security main\n";
  writeFileSync(sources, `${readFileSync(sources, "utf8")}${security}`);
}

/** Alpine's and Debian's archives are not within everybody's reach. */
function upgradeSystem(place: string, step: Step): boolean {
  const command = textOf(step, "command");
  try {
    if (command) inRoot(join(place, "root"), command);
    return command !== null;
  } catch {
    return false;
  }
}

const requirements = [
  "babel==2.8.0 bleach==3.1.0 certifi==2020.12.5 django==3.1.0 flask==1.0.2 gitpython==3.1.0 idna==2.7",
  "jinja2==2.10.1 mako==1.1.3 oauthlib==3.1.0 pygments==2.6.1 pyjwt==1.7.1 requests==2.20.0 rsa==4.0",
  "sqlparse==0.3.0 urllib3==1.24.1 waitress==1.4.3 werkzeug==0.15.0",
].flatMap((line) => line.split(" "));

const debianPython: Trial = {
  name: "debian-python",
  begin(place, bench) {
    debianRoot(place, bench, "curl git libxml2 openssl python3");
    writeFileSync(join(place, "requirements.txt"), `${requirements.join("\n")}\n`);
    this.build(place);
  },
  apply(place, step) {
    if (step.kind === "upgrade-os-packages") return upgradeSystem(place, step);
    const pin = textOf(step, "manifest");
    if (pin) require(join(place, "requirements.txt"), pin);
    return pin !== null;
  },
  build(place) {
    const site = join(place, "root/usr/local/lib/python3.11/dist-packages");
    rmSync(site, { recursive: true, force: true });
    run(
      place,
      "pip",
      "install",
      "--quiet",
      "--only-binary=:all:",
      "--target",
      site,
      "-r",
      "requirements.txt",
    );
  },
};

/** A line for a package: the one that is there, or a new one. */
function require(file: string, pin: string): void {
  const name = (line: string) =>
    line
      .split("==")[0]
      ?.toLowerCase()
      .replace(/[-_.]+/g, "-");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const others = lines.filter((line) => name(line) !== name(pin));
  writeFileSync(file, `${[...others, pin].join("\n")}\n`);
}

const alpineNode: Trial = {
  name: "alpine-node",
  begin(place, bench) {
    const root = join(place, "root");
    run("/", "cp", "-a", layer(bench, "alpine"), root);
    run("/", "cp", "-a", join(layer(bench, "node"), "app"), join(root, "app"));
  },
  apply(place, step) {
    if (step.kind === "upgrade-os-packages") return upgradeSystem(place, step);
    const command = textOf(step, "command");
    if (!command) return false;
    const env = { ...process.env, npm_config_ignore_scripts: "true", npm_config_audit: "false" };
    execFileSync("sh", ["-c", command], { ...quiet, env, cwd: join(place, "root/app") });
    return true;
  },
  build() {},
};

const dependencies = [
  "ch.qos.logback:logback-classic:1.2.3 com.fasterxml.jackson.core:jackson-databind:2.9.8",
  "com.google.guava:guava:27.0-jre commons-collections:commons-collections:3.2.1 commons-io:commons-io:2.4",
  "io.netty:netty-codec-http2:4.1.54.Final org.apache.commons:commons-text:1.9",
  "org.apache.logging.log4j:log4j-core:2.14.1 org.springframework.boot:spring-boot-starter-web:2.4.0",
].flatMap((line) => line.split(" "));

const debianJava: Trial = {
  name: "debian-java",
  begin(place, bench) {
    debianRoot(place, bench, "openssl");
    const asked = dependencies.map((text) => {
      const [group, artifact, version] = text.split(":");
      return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
    });
    const pom = `<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>1</version>
<dependencyManagement><dependencies>
</dependencies></dependencyManagement>
<dependencies>
${asked.join("\n")}
</dependencies></project>
`;
    writeFileSync(join(place, "pom.xml"), pom);
    this.build(place);
  },
  apply(place, step) {
    if (step.kind === "upgrade-os-packages") return upgradeSystem(place, step);
    const managed = /<dependency>[\s\S]*<\/dependency>/.exec(textOf(step, "manifest") ?? "")?.[0];
    const [, artifact] = /<artifactId>(.*)<\/artifactId>/.exec(managed ?? "") ?? [];
    if (!managed || !artifact) return false;
    const file = join(place, "pom.xml");
    const pom = readFileSync(file, "utf8")
      .replace("<dependencyManagement><dependencies>\n", `$&${managed.replace(/\s+/g, "")}\n`)
      // What is asked for with a version of its own is not managed.
      .replace(
        new RegExp(
          `(<dependencies>\n(?:<dependency>.*\n)*?<dependency>.*<artifactId>${artifact}</artifactId>)<version>.*?</version>(?=</dependency>\n(?:<dependency>.*\n)*</dependencies></project>)`,
        ),
        "$1",
      );
    writeFileSync(file, pom);
    return true;
  },
  build(place) {
    const lib = join(place, "root/opt/app/lib");
    rmSync(lib, { recursive: true, force: true });
    run(place, "mvn", "-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${lib}`);
  },
};

const trials: readonly Trial[] = [debianPython, alpineNode, debianJava];

const program = fileURLToPath(new URL("../../cli/bin/plimsoll.mjs", import.meta.url));

function plimsoll(command: "fix" | "scan", reference: string, ...flags: string[]): object {
  const args = [program, command, reference, "--db", "starter", "--offline", "--quiet"];
  const printed = execFileSync(process.execPath, [...args, ...flags, "--format", "json"], {
    maxBuffer: 2 ** 30,
  });
  return JSON.parse(printed.toString()) as object;
}

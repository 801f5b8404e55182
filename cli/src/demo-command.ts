import { Command } from "commander";

/** `plimsoll demo`. */
export function demoCommand(): Command {
  const demo = new Command("demo").description("Start something small to try Plimsoll on.");
  demo
    .command("harbor")
    .description("Run a Harbor in memory, with images and scanners, until it is stopped.")
    .option("--port <port>", "where it listens on loopback; 0 takes any free port", "0")
    .option("--step <milliseconds>", "from one step of its scans to the next", "2000")
    .option("--harbor-version <version>", "the version that it behaves as, from 2.4 on", "2.16")
    .option("--repositories <number>", "a further project with so many repositories", "0")
    .option("--artifacts <number>", "artifacts in each of these", "20")
    .action(harbor);
  return demo.addHelpText(
    "after",
    `
It behaves as real Harbors were seen to, and forgets everything when it ends. Connect it in the
console under Registry integration, with the user and password that it prints.

Examples:
  plimsoll demo harbor
  plimsoll demo harbor --port 8085 --step 500`,
  );
}

type Flags = Readonly<
  Record<"port" | "step" | "harborVersion" | "repositories" | "artifacts", string>
>;

async function harbor(flags: Flags): Promise<void> {
  const { fillDemo, startHarbor } = await import("@plimsoll/testkit/harbor");
  const [major = 2, minor = 16] = flags.harborVersion.split(".").map(Number);
  const running = await startHarbor({
    port: Number(flags.port),
    stepMs: Number(flags.step),
    version: [major, minor],
  });
  await fillDemo(running);
  const repositories = Number(flags.repositories);
  if (repositories > 0)
    running.addMany("many", { repositories, artifacts: Number(flags.artifacts) });
  const { username, password } = running.administrator;
  process.stderr.write(`User ${username}, password ${password}\n`);
  process.stdout.write(`Harbor is ready: ${running.address}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await running.close();
}

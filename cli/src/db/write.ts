import { resolve } from "node:path";
import { buildDatabase, exportDatabase, type Written } from "@plimsoll/engine/advisories";
import { tellTroubles } from "../databases.ts";
import { fail } from "../fail.ts";
import { printable } from "../report/printable.ts";
import { type DbFlags, reporting, withStore } from "./with-store.ts";

export async function importFrom(path: string, flags: DbFlags): Promise<void> {
  await withStore(flags, async (store) => {
    const { kind, date, bytes } = await store.take(resolve(path));
    const what = kind === "java" ? "the Java database" : "the database";
    process.stdout.write(`Took over ${what} of ${date} (${megabytes(bytes)})\n`);
  });
}

type BuildFlags = {
  readonly output: string;
  readonly osv?: readonly string[];
  readonly advisories?: readonly string[];
  readonly starter?: true;
  readonly strict?: true;
  readonly quiet?: true;
};

/** Faults are named one by one up to this many. */
const faultsTold = 20;

export async function build(flags: BuildFlags): Promise<void> {
  const { osv = [], advisories = [], starter = false, strict, quiet = false } = flags;
  if (osv.length + advisories.length === 0 && !starter)
    return fail(2, "there is nothing to build of", "Give --osv, --advisories or --starter.");
  await reporting(quiet, async ({ log }) => {
    const counter = recordCounter(quiet);
    let faults = 0;
    const onFault = (fault: string) => {
      if (++faults <= faultsTold) log("warn", `left out: ${fault}`);
    };
    const written = await buildDatabase(flags.output, {
      osv,
      advisories,
      starter,
      onFault: strict ? undefined : onFault,
      onRecord: counter.update,
    }).finally(counter.stop);
    if (faults > faultsTold) log("warn", `… and ${faults - faultsTold} more`);
    if (faults > 0) log("warn", `${faults} records are wrong and were left out`);
    tell(written, log);
  });
}

export async function exportTo(output: string, flags: DbFlags): Promise<void> {
  await withStore(flags, async (store, { log }) => {
    const opened = await store.open();
    try {
      tellTroubles({ ...opened.state, nextUpdate: null }, log);
      tell(await exportDatabase(output, opened), log);
    } finally {
      opened.close();
    }
  });
}

function tell({ path, bytes, leftOut }: Written, log: (level: "warn", text: string) => void) {
  for (const { ecosystem, reason, advisories } of leftOut)
    log("warn", `left out: ${advisories} advisories of ${ecosystem}: ${reason}`);
  process.stdout.write(`Wrote ${printable(path)} (${megabytes(bytes)})\n`);
}

/** Counts on a terminal. */
function recordCounter(quiet: boolean) {
  const shown = !quiet && process.stderr.isTTY === true;
  let told = false;
  return {
    update(records: number) {
      if (!shown || records % 1000 !== 0) return;
      told = true;
      process.stderr.write(`\r${records.toLocaleString("en")} records`);
    },
    stop() {
      if (told) process.stderr.write("\r\u001b[K");
    },
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

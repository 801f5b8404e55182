import { PlimsollError } from "../error.ts";
import type { HarborClient } from "../registries/harbor/client.ts";
import { projectScanner, setProjectScanner } from "../registries/harbor/scanners.ts";
import type { FindingsRun, FindingsScanner } from "./findings-port.ts";
import { openHarborScanner } from "./harbor/scanner.ts";

type Chosen = {
  /** Harbor's id of it. */
  readonly uuid: string;
  readonly name: string;
  readonly space: string;
  /** Whether Harbor may be told to scan the space with it from now on. */
  readonly change: boolean;
};

/** A certain scanner of a Harbor: which one scans a project, Harbor alone decides. */
export function openChosenHarborScanner(client: HarborClient, chosen: Chosen): FindingsScanner {
  const scanner = openHarborScanner(client, { space: chosen.space });
  return {
    describe: scanner.describe,
    scan: async (target, run) => {
      await makeSure(client, chosen, run);
      return scanner.scan(target, run);
    },
  };
}

async function makeSure(client: HarborClient, chosen: Chosen, run: FindingsRun): Promise<void> {
  const { uuid, name, space, change } = chosen;
  const now = await findNow(client, space, run);
  if (now === null || now.uuid === uuid) return;
  if (!change)
    throw new PlimsollError(
      "conflict",
      `Harbor scans ${space} with ${now.name}, not with ${name}`,
      {
        hint: `Make ${name} the first scanner of the space: Harbor is told too.`,
      },
    );
  await setProjectScanner(client, space, uuid, run.signal);
  run.log(
    "info",
    `Harbor scans ${space} with ${name} from now on; before, it did with ${now.name}.`,
  );
}

/** Null where there is none, and where who asks may not know: the scan itself tells then. */
async function findNow(client: HarborClient, space: string, { signal, log }: FindingsRun) {
  try {
    return await projectScanner(client, space, signal);
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== "registry-credentials") throw error;
    log("warn", `Which scanner Harbor has for ${space} may not be asked.`);
    return null;
  }
}

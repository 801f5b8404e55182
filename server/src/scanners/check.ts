import type { scannerTestRequestSchema, scannerTestSchema } from "@plimsoll/api";
import { PlimsollError as EngineError } from "@plimsoll/engine";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { auditAlone } from "../audit/audit.ts";
import { toJson, toText } from "../database/json.ts";
import { PlimsollError, problemCodeOf } from "../error.ts";
import { checkCertificate } from "../registries/connection.ts";
import type { Service } from "../service.ts";
import { findScanner } from "./find.ts";
import type { FindingsScanner } from "./findings-port.ts";
import {
  addressOf,
  openConfigured,
  openScanner,
  refuseOtherAddress,
  unsealSecret,
} from "./open.ts";

type Tested = z.output<typeof scannerTestSchema>;

/** Milliseconds for a scanner to tell what it is. */
const patience = 20_000;

/** Asks a scanner what it is. Throws `bad-request` where it cannot even be asked. */
export async function testScanner(
  service: Service,
  person: Person,
  given: z.output<typeof scannerTestRequestSchema>,
): Promise<Tested> {
  allow(person, "scanners.edit");
  const { config } = given;
  checkCertificate(config.certificate);
  const stored =
    given.scannerId === undefined ? null : await findScanner(service.db, given.scannerId);
  const usesStored = stored?.secret_sealed && given.secret === undefined;
  if (usesStored) refuseOtherAddress(addressOf(config), stored.config && addressOf(stored.config));
  const secret = usesStored ? unsealSecret(service, stored) : (given.secret ?? null);
  const answer = await ask(openConfigured(service, config, secret));
  const address = addressOf(config);
  await auditAlone(service.db, person, {
    action: "scanner.test",
    target: {
      kind: "scanner",
      id: stored?.id ?? null,
      name: stored?.name ?? address ?? config.kind,
    },
    after: { address, passed: answer.passed },
  });
  return answer;
}

/** Asks one that was added by hand, and keeps how it is. */
export async function keepCheck(service: Service, id: string): Promise<void> {
  const { db } = service;
  const row = await findScanner(db, id);
  if (row.config === null) return;
  const opened = openScanner(service, row, null);
  const { passed, description, code, detail } = await ask(opened.scanner);
  await opened.close();
  await db
    .updateTable("scanner")
    .set({
      health: passed ? "healthy" : "unhealthy",
      health_code: code,
      health_detail: detail === null ? null : toText(detail),
      checked_at: sql<Date>`now()`,
      // What it last said of itself stays while it does not answer.
      ...(description === null ? {} : { description: toJson(description) }),
    })
    .where("id", "=", id)
    .execute();
}

async function ask(scanner: FindingsScanner): Promise<Tested> {
  const signal = AbortSignal.timeout(patience);
  try {
    const told = await scanner.describe(signal);
    const description = { ...told, consumes: [...told.consumes], bills: [...told.bills] };
    return { passed: true, description, code: null, detail: null };
  } catch (error) {
    if (signal.aborted) return refused("scanner-slow", "It did not tell what it is in time.");
    if (!(error instanceof PlimsollError || error instanceof EngineError)) throw error;
    const sentence = error.message.replace(/\.$/, "");
    const detail = error.hint === null ? `${sentence}.` : `${sentence}. ${error.hint}`;
    return refused(problemCodeOf(error) ?? "scanner-failed", detail);
  }
}

function refused(code: NonNullable<Tested["code"]>, detail: string): Tested {
  return { passed: false, description: null, code, detail };
}

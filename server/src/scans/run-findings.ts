import { toText } from "../database/json.ts";
import { holdMatches } from "../matching/lock.ts";
import { hostOf } from "../outbound/outbound.ts";
import { connect, connectionOf } from "../registries/connection.ts";
import { saveFindings } from "../reports/save-findings.ts";
import { isChosenFirst } from "../scanners/choice.ts";
import { findScanner } from "../scanners/find.ts";
import type { FindingsOutcome } from "../scanners/findings-port.ts";
import { openScanner } from "../scanners/open.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import type { Service } from "../service.ts";
import { findPlace, type Place, type Run } from "./place.ts";
import { move } from "./transitions.ts";

/** Has a scanner elsewhere scan an image, and keeps the findings that it brings. */
export async function runFindings(service: Service, run: Run, signal: AbortSignal): Promise<void> {
  const { db } = service;
  const { claimed, owner, log, progress } = run;
  const place = await findPlace(db, claimed.artifact_id);
  log.write("info", `${place.reference} is to be scanned.`);
  const outcome = await scan(service, place, run, signal);
  signal.throwIfAborted();
  await progress.enter("saving");
  await db.transaction().execute(async (tx) => {
    await holdMatches(tx);
    await holdFirst(tx, [claimed.artifact_id]);
    log.write("info", `Done: ${outcome.findings.length} findings.`);
    await log.flush();
    const { name, version } = outcome.scanner;
    const [completed] = await move(tx, "complete", [claimed.id], {
      owner,
      set: { scanner_name: toText(name), scanner_version: toText(version) },
    });
    if (completed !== undefined) await saveFindings(tx, run, outcome);
  });
}

async function scan(
  service: Service,
  { registry: row, path, digest, mediaType }: Place,
  { claimed, log, progress }: Run,
  signal: AbortSignal,
): Promise<FindingsOutcome> {
  const { db } = service;
  const scannerRow = await findScanner(db, claimed.scanner_id);
  const chosen = await isChosenFirst(db, claimed.artifact_id, scannerRow.id);
  // Programs of others connect by themselves, so what they are sent to is looked at before.
  if (!row.sample) await service.outbound.admit(hostOf(row.address));
  const opened = openScanner(service, scannerRow, { registry: row, repository: path, chosen });
  const registry = connect(service, row);
  try {
    return await opened.scanner.scan(
      {
        registry: { insecure: false, ...connectionOf(service, row) },
        repository: path,
        digest,
        mediaType,
        source: registry.source(path),
      },
      {
        signal,
        onProgress: (told) => {
          if (told !== null) progress.write({ ...told, bytes: false });
        },
        log: log.write,
      },
    );
  } finally {
    await Promise.all([registry.close(), opened.close()]);
  }
}

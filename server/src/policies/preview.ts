import {
  type PolicyPreview,
  type policyPreviewRequestSchema,
  type VerdictReason,
  type VerdictResult,
  verdictResults,
} from "@plimsoll/api";
import { checkPolicy, evaluatePolicy, type Policy } from "@plimsoll/engine/policy";
import { sql } from "kysely";
import type { z } from "zod";
import { ownerOf } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";
import { exceptingBy, holdingExceptions } from "../exceptions/kept.ts";
import type { Service } from "../service.ts";
import { readImages } from "../verdicts/images.ts";
import { openKnownPackages } from "../verdicts/known-packages.ts";
import { wantsOf } from "../verdicts/policies-in-force.ts";
import { inScope, isAbout, type ScopeRow, toScopeRow } from "./scope.ts";

/** Images read at a time: so many are in memory, however many there are. */
const chunk = 200;
/** Images that are named. */
const most = 100;

/** What a document would say of the newest tag of each image in its scope, exceptions taken out; nothing is kept. */
export async function previewPolicy(
  { db, view }: Service,
  given: z.output<typeof policyPreviewRequestSchema>,
): Promise<PolicyPreview> {
  const { value: policy, faults } = checkPolicy(given.document);
  if (policy === null)
    return {
      faults: faults.map(({ path, line, message }) => ({
        path: [line === null ? "" : `line ${line}`, path].filter(Boolean).join(", "),
        message,
      })),
      counts: null,
      images: [],
    };
  const counts: Record<VerdictResult, number> = { fail: 0, unknown: 0, warn: 0, pass: 0 };
  let worst: Judged[] = [];
  for await (const images of judgeNewest(db, policy, toScopeRow(given.scope, ownerOf({ view })))) {
    for (const { result } of images) counts[result] += 1;
    worst = [...worst, ...images.filter(({ result }) => result !== "pass")]
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, most);
  }
  return { faults: [], counts, images: await withNow(db, worst) };
}

type Judged = {
  readonly artifactId: string;
  readonly name: string;
  readonly result: VerdictResult;
  readonly reasons: readonly VerdictReason[];
};

function rank({ result }: Pick<Judged, "result">): number {
  return verdictResults.indexOf(result);
}

/** Chunk by chunk, each image's newest tag; of an index, its worst platform. */
async function* judgeNewest(db: Db, policy: Policy, scope: ScopeRow): AsyncIterable<Judged[]> {
  const now = new Date();
  const except = exceptingBy(await holdingExceptions(db, now), now);
  const known = openKnownPackages();
  const wants = wantsOf([policy]);
  for (let after: string | null = null; ; ) {
    const rows: Newest[] = await selectNewest(db, scope, after);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.repository;
    const ids = rows.flatMap((row) => row.images);
    const images = new Map(
      (await readImages(db, ids, wants, known)).map((image) => [image.artifactId, image]),
    );
    yield rows.flatMap(({ id, name, images: of }) => {
      const judged = of.flatMap((one) => {
        const image = images.get(one);
        if (image === undefined || !isAbout(scope, image.place)) return [];
        const { counted } = except(image.facts?.findings ?? [], image.place);
        const facts = image.facts && { ...image.facts, findings: counted };
        return [{ artifactId: id, name, ...evaluatePolicy(policy, facts, now) }];
      });
      return judged.sort((a, b) => rank(a) - rank(b)).slice(0, 1);
    });
  }
}

type Newest = {
  readonly repository: string;
  readonly id: string;
  readonly name: string;
  /** Itself, or an index's platforms. */
  readonly images: readonly string[];
};

async function selectNewest(db: Db, scope: ScopeRow, after: string | null): Promise<Newest[]> {
  const { rows } = await sql<Newest>`
    select repository.id as repository, artifact.id,
      registry.name || '/' || repository.path || coalesce(':' || (
        select name from tag where artifact_id = artifact.id and gone_at is null order by sort_name desc limit 1), '') as name,
      case when artifact.kind = 'index'
        then array(select child_id from artifact_child where index_id = artifact.id)
        else array[artifact.id] end as images
    from repository join space on space.id = repository.space_id
    join registry on registry.id = repository.registry_id
    join artifact on artifact.id = repository.newest_artifact_id
    where repository.gone_at is null and not registry.hidden and artifact.kind <> 'other' and ${inScope(scope)}
      and (${after}::uuid is null or repository.id > ${after}::uuid)
    order by repository.id limit ${chunk}`.execute(db);
  return rows;
}

async function withNow(db: Db, judged: readonly Judged[]): Promise<PolicyPreview["images"]> {
  if (judged.length === 0) return [];
  const rows = await db
    .selectFrom("verdict")
    .select(["artifact_id", "result"])
    .where(
      "artifact_id",
      "in",
      judged.map(({ artifactId }) => artifactId),
    )
    .execute();
  const now = new Map(rows.map((row) => [row.artifact_id, row.result]));
  return judged.map((image) => ({
    ...image,
    now: now.get(image.artifactId) ?? null,
  }));
}

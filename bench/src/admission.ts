/**
 * What policies cost the service: a fresh PostgreSQL with made images, 20,000 of them with reports, ten of each name and
 * each with a tag; a first policy that judges all of them, a preview of another one over the newest tags, and pods that a cluster asks about:
 * `npm run bench -- admission --images N`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { type Made, row, signIn, withMadeService } from "./made-service.ts";

/** Images with packages and findings; as many more as are asked for were never scanned. */
const reported = 20_000;
/** Pods that are asked about, of three images each. */
const pods = 2000;
/** As many API servers ask at the same time. */
const atOnce = 8;

export function measureAdmission(images: number): Promise<void> {
  return withMadeService(
    Math.min(images, reported),
    (pool) => nameTens(pool, images),
    (made) => measure(made, images),
  );
}

/** Ten images of each name, each with a tag of its own; those that have no report were never scanned. */
async function nameTens(pool: Made["pool"], images: number): Promise<void> {
  await pool.query("update artifact set digest = 'sha256:' || lpad(substr(digest, 8), 64, '0')");
  await pool.query(
    `insert into artifact (repository_id, digest, kind, media_type, size, sort_at, tagged, platform)
    select repository.id, 'sha256:' || lpad(n::text, 64, '0'), 'image', 'm', 1, now(), true, 'linux/amd64'
    from repository cross join generate_series((select count(*) from artifact), $1 - 1) as n`,
    [images],
  );
  await pool.query(`
    insert into repository (registry_id, space_id, path, listed_at)
    select registry_id, space_id, 'team/app-' || n, now() from repository
      cross join generate_series(0, (select count(*) / 10 - 1 from artifact)) as n`);
  await pool.query("analyze");
  await pool.query(`
    with numbered as (select id, (row_number() over (order by digest)) - 1 as n from artifact)
    update artifact set repository_id = repository.id, sort_tag = 'v' || n % 10
    from numbered join repository on path = 'team/app-' || n / 10 where numbered.id = artifact.id`);
  await pool.query(`
    insert into tag (repository_id, name, sort_name, artifact_id)
    select repository_id, sort_tag, sort_tag, id from artifact`);
  await pool.query("analyze");
  await pool.query(`
    update repository set newest_artifact_id = artifact.id from artifact
    where artifact.repository_id = repository.id and artifact.sort_tag = 'v9'`);
  await pool.query("delete from repository where path = 'team/made'");
}

async function measure({ url, pool }: Made, images: number): Promise<void> {
  const call = await signIn(url);
  const peak = watchMemory();
  const judging = await timed(async () => {
    await call("POST", "/policies", { name: "gate", document: document("critical"), scope: {} });
    while ((await pool.query("select from verdict_due limit 1")).rows.length > 0) await delay(50);
  });
  row(`${images} images judged`, `${judging.toFixed(1)} s`, `${peak()} MB at the peak`);
  const preview = await timed(() =>
    call("POST", "/policies/preview", { document: document("high"), scope: {} }),
  );
  row(`preview over ${Math.floor(images / 10)} newest tags`, `${preview.toFixed(1)} s`, "");
  const { secret } = await call("POST", "/admission/secret");
  const settings = { enabled: true, onUnknown: "allow", dryRun: false };
  await call("PUT", "/admission", { ...settings, exemptNamespaces: [], exemptImages: [] });
  for (const many of [1, atOnce]) {
    const times = await askAll(`${url}/admission/kubernetes?timeout=10s`, secret, {
      many,
      images,
    });
    const at = (share: number) => `${(times[Math.floor(times.length * share)] ?? 0).toFixed(1)} ms`;
    row(`pods of 3 images, ${many} at once`, `p50 ${at(0.5)}`, `p99 ${at(0.99)}`);
  }
}

/** Milliseconds of each, shortest first. */
async function askAll(
  url: string,
  secret: string,
  { many, images }: { many: number; images: number },
): Promise<number[]> {
  const times: number[] = [];
  const headers = { "content-type": "application/json", authorization: `Bearer ${secret}` };
  const ask = async (body: string) => {
    const began = performance.now();
    const answer = await fetch(url, { method: "POST", headers, body });
    const { response } = (await answer.json()) as { response?: { allowed: boolean } };
    if (response === undefined) throw new Error(`it answered ${answer.status}`);
    times.push(performance.now() - began);
  };
  const bodies = Array.from({ length: pods }, (_, at) => review(at, images)).values();
  await Promise.all(
    Array.from({ length: many }, async () => {
      for (const body of bodies) await ask(body);
    }),
  );
  return times.sort((a, b) => a - b);
}

function review(at: number, images: number): string {
  const containers = [1, 2, 3].map((n) => {
    const image = (at * 7919 * n) % images;
    return {
      name: `c${n}`,
      image: `127.0.0.1:1/team/app-${Math.floor(image / 10)}:v${image % 10}`,
    };
  });
  const kind = { group: "", version: "v1", kind: "Pod" };
  return JSON.stringify({
    ...{ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" },
    request: {
      ...{ uid: String(at), kind, operation: "CREATE", namespace: "shop", oldObject: null },
      object: { metadata: { name: "web" }, spec: { containers } },
    },
  });
}

function document(severity: string): string {
  return JSON.stringify({
    rules: [{ name: "severe", result: "fail", finding: { severity, fixable: true } }],
  });
}

/** Megabytes of this process, which is the service too, at the most since. */
function watchMemory(): () => number {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 100);
  return () => {
    clearInterval(timer);
    return Math.round(most / 2 ** 20);
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

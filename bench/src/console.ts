/**
 * How the console feels with very many images: a browser opens Images, an image with ten thousand artifacts and a report
 * of some thousand findings, and filters them: `npm run bench -- console --images N`.
 */
import { openBrowser } from "@plimsoll/testkit";
import { type Made, nameEach, password, row, signIn, withMadeService } from "./made-service.ts";

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

/** Artifacts of one image. */
const inOne = 10_000;
/** Distinct packages of the image with many findings. */
const packages = 1300;
const times = 20;

export function measureConsole(images: number): Promise<void> {
  return withMadeService(images, prepare, measure);
}

/** Moves some into one repository, and gives one very many packages. */
async function prepare(pool: Made["pool"]): Promise<void> {
  await nameEach(pool);
  await pool.query(
    `
    with one as (
      insert into repository (registry_id, space_id, path, listed_at)
      select registry_id, space_id, 'team/many', now() from repository limit 1 returning id
    ), moving as (
      select id, row_number() over (order by digest) as n from artifact order by digest limit least($1, (select count(*) / 2 from artifact))
    ), moved as (
      update artifact set repository_id = one.id, sort_tag = 'v' || n, tagged = true from one, moving where artifact.id = moving.id
    )
    update tag set repository_id = one.id, name = 'v' || n, sort_name = 'v' || n from one, moving where artifact_id = moving.id`,
    [inOne],
  );
  await pool.query(`
    delete from repository where path <> 'team/many' and not exists (select from artifact where repository_id = repository.id);
    update repository set newest_artifact_id = (select id from artifact where repository_id = repository.id limit 1)
    where path = 'team/many';
    update repository set artifacts = (select count(*) from artifact where repository_id = repository.id) where path = 'team/many';
    update space set images = (select count(*) from repository);
    update registry set images = (select count(*) from repository), artifacts = (select count(*) from artifact), spaces = 1`);
  await pool.query(
    `
    with held as (select array_agg(id order by id) as ids from (
      select id from package where exists (select from package_finding where package_id = package.id) order by id limit $1) as held_ones),
    one as (select artifact.id, report_id from artifact join tag on tag.artifact_id = artifact.id
      join repository on repository.id = artifact.repository_id where path = 'team/many' and tag.name = 'v1'),
    filled as (
      update inventory set package_ids = ids, layer_indexes = (select array_agg(0) from unnest(ids)), brought_by = null
      from held, one where artifact_id = one.id returning artifact_id)
    update report set summary = (
      select jsonb_build_object('critical', count(*) filter (where severity = 0), 'high', count(*) filter (where severity = 1),
        'medium', count(*) filter (where severity = 2), 'low', count(*) filter (where severity = 3),
        'negligible', count(*) filter (where severity = 4), 'unknown', count(*) filter (where severity = 5),
        'total', count(*), 'fixable', count(*) filter (where fixable))
      from package_finding, held where package_id = any(ids)), packages = cardinality(ids)
    from one, held where report.id = one.report_id`,
    [packages],
  );
}

async function measure({ url, pool }: Made): Promise<void> {
  const { rows } = await pool.query<{ id: string; findings: number }>(`
    select artifact.id, (report.summary ->> 'total')::integer as findings from artifact
    join tag on tag.artifact_id = artifact.id join report on report.id = artifact.report_id
    join repository on repository.id = artifact.repository_id where path = 'team/many' and tag.name = 'v1'`);
  const [{ id, findings } = { id: "", findings: 0 }] = rows;
  const artifacts = await pool.query<{ n: number }>(
    "select artifacts as n from repository where path = 'team/many'",
  );
  const registry = await pool.query<{ id: string }>("select id from registry where name = 'Made'");
  const registryId = registry.rows[0]?.id;
  row("page", "first row", "filtered", "LCP", "CLS", "TBT", "INP", "heap");
  const browser = await openBrowser();
  try {
    const pages: [
      name: string,
      path: string,
      first: RegExp,
      box: string,
      text: string,
      then: string,
    ][] = [
      ["Images", "/images", /team\/app-1/, "Search images", "app-7777", "team/app-7777"],
      [
        `an image of ${artifacts.rows[0]?.n} artifacts`,
        `/images/${registryId}/team/many`,
        /\bv\d+/,
        "",
        "",
        "",
      ],
      [
        `a report of ${findings} findings`,
        `/artifacts/${id}?tab=vulnerabilities`,
        /CVE-\d/,
        "Search",
        "lib0-",
        "lib0-",
      ],
    ];
    for (const [name, path, first, box, text, then] of pages)
      row(name, ...(await visit(browser, url, { path, first, box, text, then })));
  } finally {
    await browser.close();
  }
  const get = await signIn(url);
  const many = await pool.query<{ id: string }>(
    "select id from repository where path = 'team/many'",
  );
  row("request", "p50", "p95");
  for (const path of [
    "/images?limit=100",
    "/images?limit=100&q=app-77",
    `/artifacts?image=${many.rows[0]?.id}&limit=100`,
    `/artifacts/${id}/findings?limit=100`,
    `/artifacts/${id}/findings?limit=100&q=lib0-`,
    `/artifacts/${id}/report`,
    "/search?q=app-77",
    "/overview",
  ]) {
    const took: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const began = performance.now();
      await get("GET", path);
      took.push(performance.now() - began);
    }
    took.sort((a, b) => a - b);
    const at = (share: number) => `${(took[Math.floor(times * share)] ?? 0).toFixed(0)} ms`;
    row(path.replaceAll(/[0-9a-f-]{36}/g, "ID"), at(0.5), at(0.95));
  }
}

type Visit = { path: string; first: RegExp; box: string; text: string; then: string };

/** As the browser itself measures: https://web.dev/articles/vitals */
async function visit(browser: Browser, url: string, { path, first, box, text, then }: Visit) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
  });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const found = { lcp: 0, cls: 0, tbt: 0, inp: 0 };
    Object.assign(globalThis, { found });
    const watch = (type: string, add: (entry: PerformanceEntry) => void, more = {}) =>
      new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({
        type,
        buffered: true,
        ...more,
      });
    watch("largest-contentful-paint", ({ startTime }) => {
      found.lcp = startTime;
    });
    watch("layout-shift", (entry) => {
      const { value, hadRecentInput } = entry as unknown as {
        value: number;
        hadRecentInput: boolean;
      };
      if (!hadRecentInput) found.cls += value;
    });
    watch("longtask", ({ duration }) => {
      found.tbt += duration - 50;
    });
    watch(
      "event",
      (entry) => {
        if ((entry as PerformanceEventTiming).interactionId)
          found.inp = Math.max(found.inp, entry.duration);
      },
      { durationThreshold: 16 },
    );
  });
  await page.request.post("/api/v1/session", { data: { username: "admin", password } });
  const began = performance.now();
  await page.goto(path, { waitUntil: "commit" });
  await page.getByRole("row").filter({ hasText: first }).nth(0).waitFor();
  const toFirst = performance.now() - began;
  let filtered = "";
  if (box !== "") {
    const typed = performance.now();
    await page.getByRole("main").getByRole("searchbox").first().fill(text);
    await page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll("[role=row]")]
          .slice(1)
          .every((one) => one.textContent?.includes(wanted)),
      then,
    );
    filtered = `${(performance.now() - typed).toFixed(0)} ms`;
  }
  const vitals = await readVitals(page);
  await context.close();
  return [`${toFirst.toFixed(0)} ms`, filtered, ...vitals];
}

async function readVitals(page: Page): Promise<string[]> {
  await page.mouse.click(640, 300);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  const { lcp, cls, tbt, inp } = await page.evaluate(
    () => (globalThis as unknown as { found: Record<"lcp" | "cls" | "tbt" | "inp", number> }).found,
  );
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return [
    `${lcp.toFixed(0)} ms`,
    cls.toFixed(3),
    `${tbt.toFixed(0)} ms`,
    // Shorter ones are not told of.
    inp === 0 ? "under 16 ms" : `${inp.toFixed(0)} ms`,
    `${(usedSize / 1e6).toFixed(1)} MB`,
  ];
}

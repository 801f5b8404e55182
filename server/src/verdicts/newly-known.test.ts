import type { AdvisoryDatabase } from "@plimsoll/engine";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { startFakeServer } from "@plimsoll/testkit";
import { sql } from "kysely";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import {
  addRegistry,
  artifactOf,
  createTestSource,
  newestOf,
  scan,
  startTestService,
  until,
} from "../../test/harness.ts";
import { alpineImage, testAdvisories, testAdvisory } from "../../test/images.ts";

/** What is known the day after: one more flaw of zlib, which is exploited already. */
const dayAfter: AdvisoryDatabase = {
  ...testAdvisories,
  info: { ...testAdvisories.info, version: "2", date: "2026-02-28" },
  lookup: (ecosystem, name) => [
    ...testAdvisories.lookup(ecosystem, name),
    ...(ecosystem === "Alpine:v3.18" && name === "zlib"
      ? [testAdvisory({ id: "CVE-2026-9999", fixed: "1.3.2-r0", severity: "high", kev: true })]
      : []),
  ],
};

test("what becomes known of an image that was scanned a month ago is found, told and judged without a pull", async () => {
  const source = createTestSource(testAdvisories);
  const service = await startTestService(source);
  const told: { headers: Record<string, string>; body: string }[] = [];
  const chat = await startFakeServer(({ headers, body }) => {
    told.push({ headers: headers as Record<string, string>, body });
    return { status: 200 };
  });
  const registry: RunningRegistry = await serveImages({
    "team/app": { "1.0": await alpineImage({ zlib: "1.3.1-r0" }) },
  });
  try {
    const { client, database } = service;
    await addRegistry(client, registry.address);
    const { id } = await newestOf(client, "team/app");
    await scan(client, id);
    await sql`update report set scanned_at = now() - interval '1 month'`.execute(database.db);
    // From here on nothing could be pulled.
    await registry.close();
    await client.createPolicy({
      body: {
        ...{ name: "production", scope: {} },
        document: "rules: [{name: Not exploited, result: fail, finding: {kev: true}}]",
      },
    });
    await until(async () =>
      expect((await artifactOf(client, id)).verdict).toMatchObject({ result: "pass" }),
    );
    const { signingSecret } = await client.createChannel({
      body: {
        ...{ name: "team", kind: "webhook", events: ["finding.new", "verdict.changed"] },
        target: { kind: "url", url: `${chat.address}/hook` },
      },
    });

    source.offer(dayAfter);
    await client.updateDatabase({});
    await until(async () =>
      expect(await artifactOf(client, id)).toMatchObject({
        summary: { total: 1, high: 1 },
        verdict: { result: "fail" },
      }),
    );
    const { reasons } = (await client.getVerdict({ params: { id } })) ?? { reasons: [] };
    expect(reasons).toMatchObject([{ rule: "Not exploited", findings: [{ id: "CVE-2026-9999" }] }]);
    expect((await client.listScans({ query: {} })).items).toHaveLength(1);
    await until(() => {
      const events = told.map(({ headers, body }) =>
        new Webhook(signingSecret ?? "").verify(body, headers),
      ) as { type: string }[];
      expect(events.map(({ type }) => type).sort()).toEqual([
        "plimsoll.finding.new",
        "plimsoll.verdict.changed",
      ]);
      expect(JSON.stringify(events)).toContain("CVE-2026-9999");
    });
  } finally {
    await Promise.all([service.close(), chat.close()]);
  }
});

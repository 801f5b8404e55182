import { randomUUID } from "node:crypto";
import type { Artifact, ImageScope, Verdict } from "@plimsoll/api";
import { composeIndex, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { expect } from "vitest";
import {
  addRegistry,
  createTestSource,
  newestOf,
  scan,
  startTestService,
  until,
} from "./harness.ts";
import { alpineImage, testAdvisories } from "./images.ts";

export type JudgingRig = Awaited<ReturnType<typeof startJudging>>;

/** A service with vulnerable images that nothing has scanned or judged yet, and what is done for that. */
export async function startJudging() {
  const source = createTestSource(testAdvisories);
  const service = await startTestService(source);
  const vulnerable = { busybox: "1.0-r0" };
  const platforms = await Promise.all(
    ["amd64", "arm64"].map((architecture) => alpineImage(vulnerable, { architecture })),
  );
  const registry = await serveImages({
    "team/app": { "1.0": await alpineImage(vulnerable) },
    "team/multi": { v1: composeIndex(platforms) },
    "other/app": { v1: await alpineImage(vulnerable, { architecture: "s390x" }) },
  });
  const registryId = (await addRegistry(service.client, registry.address)).id;

  async function addPolicy(document: string, scope: ImageScope = {}): Promise<string> {
    const body = { name: randomUUID(), document, scope, enabled: true };
    return (await service.client.createPolicy({ body })).id;
  }

  async function removeAll(): Promise<void> {
    const { client } = service;
    for (const { id } of (await client.listPolicies({ query: {} })).items)
      await client.deletePolicy({ params: { id } });
    for (const { id } of (await client.listExceptions({ query: {} })).items)
      await client.deleteException({ params: { id } });
  }

  /** Once nothing is left to be judged. */
  async function judged(artifactId: string): Promise<Verdict | null> {
    await until(async () => {
      const { rows } = await sql`select from verdict_due limit 1`.execute(service.database.db);
      expect(rows).toEqual([]);
    });
    return service.client.getVerdict({ params: { id: artifactId } });
  }

  async function scanned(repository: string): Promise<Artifact> {
    const artifact = await newestOf(service.client, repository);
    return artifact.state === "complete" ? artifact : scan(service.client, artifact.id);
  }

  async function news(event: string) {
    const rows = await service.database.db
      .selectFrom("notice")
      .select("data")
      .where("event", "=", event)
      .orderBy("id")
      .execute();
    return rows.map(({ data }) => data);
  }

  const close = async () => {
    await service.close();
    await registry.close();
  };
  return {
    ...{ source, service, registry, registryId, close },
    ...{ addPolicy, removeAll, judged, scanned, news },
  };
}

export const failing = (severity: string, name = "severe") =>
  JSON.stringify({ rules: [{ name, result: "fail", finding: { severity } }] });

import { type ExportForm, exportForms, exportPath } from "@plimsoll/api";
import { composeIndex, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  scan,
  signIn,
  startTestService,
  type TestService,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

let service: TestService;
let registry: RunningRegistry;
let cookie: string;
const ids: Record<string, string> = {};
beforeAll(async () => {
  service = await startTestService();
  const image = (architecture: string) => alpineImage({ busybox: "1.36.1-r0" }, { architecture });
  registry = await serveImages({
    "team/app": { "1.0": await image("amd64") },
    "team/both": { v1: composeIndex([await image("amd64"), await image("arm64")]) },
  });
  await addRegistry(service.client, registry.address);
  for (const name of ["team/app", "team/both"]) {
    const { id } = await newestOf(service.client, name);
    ids[name] = id;
    await scan(service.client, id);
  }
  cookie = await signIn(service.url);
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

const get = (name: string, format: string, headers: Record<string, string> = { cookie }) =>
  fetch(`${service.url}/api/v1${exportPath(ids[name] ?? "")}?format=${format}`, { headers });

describe("a report as a file", () => {
  test.each(Object.keys(exportForms) as ExportForm[])("has the form %s", async (form) => {
    const answer = await get("team/app", form);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain(exportForms[form].type);
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="report-/);
    const text = await answer.text();
    expect(text).toContain(form === "spdx" ? "busybox" : "CVE-2024-0001");
    if (/json|sarif/.test(exportForms[form].type)) expect(() => JSON.parse(text)).not.toThrow();
  });

  test("of an index has every platform, where the form can hold them", async () => {
    const { images } = (await (await get("team/both", "json")).json()) as {
      images: { image: { platform: string } }[];
    };
    expect(images.map(({ image }) => image.platform).sort()).toEqual([
      "linux/amd64",
      "linux/arm64",
    ]);
    expect((await get("team/both", "sarif")).status).toBe(200);
    const refused = await get("team/both", "trivy");
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      400,
      "bad-request",
    ]);
  });

  test.each([
    ["a form that is none", "nothing", 400],
    ["no form", "", 400],
  ])("is refused for %s", async (_, form, status) => {
    expect((await get("team/app", form)).status).toBe(status);
  });

  test("is for those who are signed in", async () => {
    expect((await get("team/app", "json", {})).status).toBe(401);
  });
});

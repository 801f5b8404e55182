import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newestOf, type TestService, until } from "../../test/harness.ts";
import { failing, type JudgingRig, startJudging } from "../../test/judging.ts";

let rig: JudgingRig;
let service: TestService;
beforeAll(async () => {
  rig = await startJudging();
  service = rig.service;
});
afterAll(() => rig.close());
beforeEach(() => rig.removeAll());

describe("asked by names", () => {
  const host = () => new URL(rig.registry.address).host;
  test("it answers from what is kept, tags as they stand", async () => {
    const app = await rig.scanned("team/app");
    await rig.addPolicy(failing("critical"), { repository: "team/app" });
    await rig.judged(app.id);
    const names = [
      `${host()}/team/app:1.0`,
      `${host()}/team/app@${app.digest}`,
      "nginx:1",
      `${host()}/team/app:none`,
      `${host()}/team/multi:v1`,
      "///",
    ];
    const answer = await service.client.askVerdicts({ body: { images: names, scan: false } });
    expect(answer.items.map(({ image }) => image)).toEqual(names);
    expect(answer.items.map(({ verdict, reason }) => [reason, verdict?.result ?? null])).toEqual([
      ["decided", "fail"],
      ["decided", "fail"],
      ["unknown-registry", null],
      ["unknown-image", null],
      ["no-policy", null],
      ["unknown-registry", null],
    ]);
    expect(answer.result).toBe("fail");
  });

  test("what is not known is looked for and scanned, where that is wished", async () => {
    await rig.addPolicy(failing("critical"));
    await rig.judged((await newestOf(service.client, "other/app")).id);
    const body = { images: [`${host()}/other/app:v1`], scan: true };
    const [unknown] = (await service.client.askVerdicts({ body })).items;
    expect(unknown).toMatchObject({ verdict: { result: "unknown" } });
    await until(async () => {
      const { items, result } = await service.client.askVerdicts({
        body: { ...body, scan: false },
      });
      expect(items[0]?.verdict?.result).toBe("fail");
      expect(result).toBe("fail");
    });
    const other = await newestOf(service.client, "other/app");
    const run = await service.client.getScan({ params: { id: other.scanId ?? "" } });
    expect(run.trigger).toBe("gate");
  });
});

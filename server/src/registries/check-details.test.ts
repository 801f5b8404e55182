import { expect, it } from "vitest";
import { checkDetails, detailOf, recallDetail } from "./check-details.ts";
import { permissions } from "./harbor/permissions.ts";

const codes = Object.keys(checkDetails) as (keyof typeof checkDetails)[];

it.each(codes)("tells %s and what it names from its text", (code) => {
  const values = {
    ...{
      host: "registry.example.com",
      name: "robot$ci+pull",
      version: "2.12.0",
      project: "library",
    },
    ...{ repository: "library/app", health: "healthy", error: "No (route).", count: 12 },
    scanners: "Trivy v0.58 (healthy, default)",
  };
  const text = detailOf(code, values);
  const said = recallDetail(text);
  expect(said?.code).toBe(code);
  expect(values).toMatchObject(said?.values ?? {});
});

it.each(permissions)("has words for what is missing without $name", ({ without }) => {
  expect(recallDetail(`Not granted. ${without}`)).not.toBeUndefined();
});

it("leaves what others say as it is", () => {
  expect(recallDetail("connect ECONNREFUSED 127.0.0.1:5000")).toBeUndefined();
});

import { openRegistry } from "@plimsoll/engine";
import { expect, test } from "vitest";
import { all } from "../../../test/harbor-images.ts";
import { namedRepositories } from "./catalogue.ts";

test.each([
  ["https://docker.io", "nginx", "library/nginx"],
  ["https://registry-1.docker.io", "team/app", "team/app"],
  ["https://registry.example.com", "nginx", "nginx"],
])("at %s, %s is %s, and no catalogue is asked for it", async (address, given, expected) => {
  const registry = openRegistry({ address });
  const names = await all(namedRepositories(registry, [given], AbortSignal.abort()));
  expect(names).toEqual([expected]);
  await registry.close();
});

import { expect, it } from "vitest";
import { told } from "../../../test/read-file.ts";

it.each<[string, string, string[] | undefined]>([
  ["opt/yarn-v1.22.22/package.json", '{"name":"yarn","version":"1.22.22"}', ["npm yarn 1.22.22"]],
  [
    "app/package.json",
    '{"name":"verdaccio","version":"5.0.0","private":false}',
    ["npm verdaccio 5.0.0"],
  ],
  ["app/package.json", '{"name":"server","version":"1.0.0","private":true}', undefined],
  ["app/package.json", '{"name":"server"}', undefined],
  ["node_modules/a/package.json", '{"name":"a","version":"1.0.0","private":true}', ["npm a 1.0.0"]],
  ["node_modules/a/package.json", '{"type":"module"}', undefined],
])("%s with %s", (path, text, expected) => {
  expect(told(path, text)).toEqual(expected);
});

import { describe, expect, it } from "vitest";
import { flagField, idField, listField, search, textField, wordField } from "./fields.ts";
import { imagePath, repositoryOf } from "./image-path.ts";
import { safeNext } from "./next-path.ts";
import { parseSearch, stringifySearch } from "./search.ts";

describe("search parameters", () => {
  it.each([
    { q: "1.0" },
    { q: "true" },
    { q: "a&b=c #d" },
    { severity: "critical,high", fixable: "true" },
    {},
  ])("%j survives the way through the address", (search) => {
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it("leave no trace of what is not set", () => {
    expect(stringifySearch({ q: "", a: undefined, b: null, c: false, d: [] })).toBe("");
    expect(stringifySearch({ severity: ["critical", "high"], fixable: true })).toBe(
      "?severity=critical,high&fixable=true",
    );
  });
});

describe("fields", () => {
  const isColour = (word: string): word is "red" | "blue" => word === "red" || word === "blue";
  const read = search({
    q: textField,
    id: idField,
    on: flagField,
    word: wordField(["up", "down"]),
    list: listField(isColour),
  });

  it("fall back to nothing when they are wrong, each by itself", () => {
    const given = read({
      q: "x".repeat(300),
      id: "7",
      on: "maybe",
      word: "left",
      list: "red,green",
    });
    expect(given).toEqual({
      q: undefined,
      id: undefined,
      on: undefined,
      word: undefined,
      list: ["red"],
    });
  });

  it("read their own output again", () => {
    const given = read({ q: "curl", on: "true", word: "up", list: "blue,red,blue" });
    expect(given).toMatchObject({ q: "curl", on: true, word: "up", list: ["blue", "red"] });
    expect(read(given)).toEqual(given);
  });
});

describe("the path of an image", () => {
  const registry = { id: "r" };
  it.each([
    ["team", "team/app", { space: "team", repository: "app" }],
    ["team", "team/a/b/c", { space: "team", repository: "a/b/c" }],
    ["busybox", "busybox", { space: "busybox", repository: "_" }],
    ["", "busybox", { space: "_", repository: "busybox" }],
    ["library", "busybox", { space: "_", repository: "busybox" }],
    ["app", "app/app", { space: "app", repository: "app" }],
  ])("space %j, repository %s", (space, repository, path) => {
    expect(imagePath({ registry, space, repository })).toEqual({ registry: "r", ...path });
    expect(repositoryOf({ registry: "r", ...path })).toBe(repository);
  });
});

describe("where to go after signing in", () => {
  const origin = "https://plimsoll.example";
  it.each([
    [undefined, "/"],
    ["/images?q=a#b", "/images?q=a#b"],
    ["https://evil.example/", "/"],
    ["//evil.example/x", "/"],
    ["/\\evil.example", "/"],
    ["\\\\evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["https://plimsoll.example/images", "/"],
    ["/\t/evil.example", "/"],
    ["/.//evil.example", "/"],
    ["/a/..//evil.example", "/"],
    ["/sign-in?next=/sign-in", "/"],
    ["images", "/"],
  ])("%j leads to %s", (next, path) => expect(safeNext(next, origin)).toBe(path));
});

import { expect, test } from "vitest";
import { returnPath } from "./return-path.ts";

test.each([
  "/",
  "/images",
  "/images?q=web&severity=high#top",
  "/reports/0191?next=https://evil.example",
  "/a/b//c",
  "/%2F%2Fevil.example",
])("%s is a path of the console", (path) => {
  expect(returnPath(path)).toBe(path);
});

test.each([
  undefined,
  "",
  "images",
  "https://evil.example",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  "/./\\evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/sign-in",
  "/sign-in?next=/sign-in",
  "/api/v1/sso/x/start",
  "/API/../api/v1/session",
  `/${"x".repeat(3000)}`,
  `/${"ü".repeat(300)}`,
])("%j leads to the first page", (given) => {
  expect(returnPath(given)).toBe("/");
});

/** As a browser at the console takes the header. */
test.each(["/.//evil.example/%0d%0aset-cookie:x", "/a\r\nset-cookie: x", "/\u0000//evil.example"])(
  "%j stays on the console, and in its header",
  (given) => {
    const path = returnPath(given);
    expect(path).toMatch(/^[\x21-\x7e]+$/);
    expect(new URL(path, "https://console.example").host).toBe("console.example");
  },
);

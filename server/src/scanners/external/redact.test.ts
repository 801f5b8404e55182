import { describe, expect, it } from "vitest";
import { redactor } from "./redact.ts";

const secret = 's3cret/"+ö';

describe("what is taken out of a text from elsewhere", () => {
  it.each([
    ["the secret itself", `pulled with ${secret} failed`],
    ["the secret in an address", `GET /?password=${encodeURIComponent(secret)}`],
    ["the secret in JSON", `{"password":${JSON.stringify(secret)}}`],
    ["any bearer token", "Authorization: Bearer s3cret.abc"],
    ["any basic credentials", "authorization: basic s3cretYWJj=="],
    ["who asks, in an address", "Get https://user:s3cret@host/x: EOF"],
    [
      "the query of an address: it may be signed",
      'for "https://blobs/x?X-Amz-Signature=s3cret&a=1"',
    ],
    ["a JSON web token", "token eyJhbGciOiJI.s3cret.c2lnbmF0dXJl is wrong"],
  ])("%s", (_, text) => {
    expect(redactor([secret])(text)).not.toMatch(/s3cret/);
  });

  it.each([
    [
      "what is said",
      'unexpected status "401 Unauthorized" for "https://host/v2/a/blobs/sha256:00"',
    ],
    ["words that are short", "the basics of a bearer"],
  ])("leaves %s", (_, text) => {
    expect(redactor([secret, "", null, "a"])(text)).toBe(text);
  });

  it("bounds it, and leaves no control characters, which would write their own lines into a log", () => {
    expect(redactor([])(`a\u001b[31m\r\nb\u0085`)).toBe("a [31m b");
    expect(redactor([])("x".repeat(1e6)).length).toBeLessThan(1100);
  });

  it("takes out the longer of two secrets that are parts of each other", () => {
    expect(redactor(["abcd", "abcdefgh"])("abcdefgh")).not.toMatch(/efgh/);
  });
});

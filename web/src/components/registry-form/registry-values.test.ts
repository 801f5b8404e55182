import type { Registry } from "@plimsoll/api";
import { describe, expect, it } from "vitest";
import { createBody, updateBody, valuesOf, withScheme, wrongFields } from "./registry-values.ts";

const registry = {
  id: "r",
  name: "Ours",
  address: "https://registry.example.com",
  username: "robot",
  hasPassword: true,
} as Registry;

describe("the form of a registry", () => {
  it.each([
    ["registry.example.com:5000", "https://registry.example.com:5000"],
    [" http://127.0.0.1:5000 ", "http://127.0.0.1:5000"],
    ["HTTPS://r.example", "HTTPS://r.example"],
    ["", ""],
  ])("reads the address %j as %j", (typed, address) => expect(withScheme(typed)).toBe(address));

  it("sends nothing that was left empty", () => {
    const values = { ...valuesOf(null), name: " New ", address: "r.example" };
    expect(JSON.parse(JSON.stringify(createBody(values)))).toEqual({
      name: "New",
      kind: "distribution",
      address: "https://r.example",
      insecure: false,
      scanOnPush: false,
      mirrors: [],
      repositories: [],
    });
  });

  it("says of a Harbor who runs it and where it is opened, and lists no images by hand", () => {
    const values = {
      ...valuesOf(null),
      name: "H",
      kind: "harbor" as const,
      operation: "hosted" as const,
      address: "core.internal",
      externalAddress: "harbor.example.com",
      repositories: "left/behind",
    };
    const body = JSON.parse(JSON.stringify(createBody(values)));
    expect(body).toMatchObject({
      kind: "harbor",
      operation: "hosted",
      externalAddress: "https://harbor.example.com",
    });
    expect(body).not.toHaveProperty("repositories");
  });

  it("reads repositories and mirrors one a line", () => {
    const values = {
      ...valuesOf(null),
      repositories: " library/nginx\n\nteam/ ",
      mirrors: "mirror.example.com",
    };
    expect(createBody(values)).toMatchObject({
      repositories: ["library/nginx", "team/"],
      mirrors: ["https://mirror.example.com"],
    });
  });

  it("keeps the stored password when none is typed", () => {
    const body = updateBody(valuesOf(registry), registry);
    expect(body).toMatchObject({ username: "robot", password: undefined, certificate: undefined });
  });

  it("forgets the password with the user name", () => {
    const body = updateBody({ ...valuesOf(registry), username: "" }, registry);
    expect(body).toMatchObject({ username: null, password: null });
  });

  it("finds what the server would refuse", () => {
    expect([...wrongFields({ ...valuesOf(null), address: "ftp://x" })].sort()).toEqual([
      "address",
      "name",
    ]);
    expect(wrongFields(valuesOf(registry)).size).toBe(0);
  });
});

import { expect, test } from "vitest";
import { claimOf, emailOf, groupsOf, usernamesFrom } from "./claims.ts";

test.each<[unknown, string]>([
  ["alice", "alice"],
  ["Alice.Smith@corp.example", "alice.smith@corp.example"],
  ["Zoë Müller", "zoë-müller"],
  ["王小明", "王小明"],
  ["ａｌｉｃｅ", "alice"],
  ["CORP\\alice", "corp-alice"],
  ["@@@alice", "alice"],
  ["alice<script>", "alice-script"],
  ["a\u0000b", "a-b"],
  ["  ", "248289761001"],
  ["🙂", "248289761001"],
  [["alice"], "248289761001"],
  [undefined, "248289761001"],
  ["x".repeat(5000), "x".repeat(80)],
])("of %j the user name %s is made", (claim, expected) => {
  const [first, second, third] = usernamesFrom(
    { preferred_username: claim },
    "preferred_username",
    "248289761001",
    "Our Corp",
  );
  expect([first, second, third]).toEqual([
    ...[expected, `${expected}@our-corp`, `${expected}@our-corp-2`],
  ]);
});

test.each<[string, unknown]>([
  ["plain", 1],
  ["https://corp.example/groups", 2],
  ["a.b", 3],
  ["deep.in.it", 4],
  ["deep.in", { it: 4 }],
  ["deep.in.it.more", undefined],
  ["__proto__", undefined],
  ["deep.constructor.name", undefined],
  ["none", undefined],
])("the claim %s is found", (name, value) => {
  const claims = {
    ...{ plain: 1, "https://corp.example/groups": 2, "a.b": 3, a: { b: "not this" } },
    deep: { in: { it: 4 } },
  };
  expect(claimOf(claims, name)).toEqual(value);
});

test("groups are texts that are not too long", () => {
  const groups = ["a", "", "x".repeat(301), 7, null, ["b"], "c", "a"];
  expect([...groupsOf({ groups }, "groups")]).toEqual(["a", "c"]);
});

test.each<[Record<string, unknown>, string | null]>([
  [{ email: "a@b.example" }, "a@b.example"],
  [{ email: "a@b.example", email_verified: false }, null],
  [{ email: "a b" }, null],
  [{ email: ["a@b.example"] }, null],
  [{}, null],
])("of %j the address is %s", (claims, expected) => {
  expect(emailOf(claims)).toBe(expected);
});

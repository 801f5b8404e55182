import { type RunningHarbor, startHarbor } from "@plimsoll/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openHarborClient } from "./client.ts";
import { harborAilment } from "./health.ts";

let harbor: RunningHarbor;
beforeEach(async () => {
  harbor = await startHarbor({ lockMs: 10 });
});
afterEach(() => harbor.close());

async function ailment(password = harbor.administrator.password) {
  const client = openHarborClient({
    address: harbor.address,
    credentials: { username: "admin", password },
    certificate: null,
    patience: { attempts: 1, lockMs: 20 },
  });
  try {
    return await harborAilment(client, AbortSignal.timeout(10_000));
  } finally {
    await client.close();
  }
}

it("is none where all works", async () => {
  expect(await ailment()).toBeNull();
});

const ailments: readonly [string, () => unknown, string, RegExp][] = [
  ["nobody answers", () => harbor.die(), "registry-unreachable", /ECONN/],
  [
    "a part is down",
    () => {
      harbor.scans.up = false;
    },
    "registry-unreachable",
    /jobservice.*scans/,
  ],
  [
    "something else answers",
    () => harbor.faults.add({ act: { status: 200, body: "<html>" } }),
    "registry-not-oci",
    /another service/,
  ],
];
it.each(ailments)("is told where %s", async (_, act, code, words) => {
  await act();
  expect(await ailment()).toEqual({ code, detail: expect.stringMatching(words) });
});

it("is told where the password is not right any more, although Harbor answers 200", async () => {
  expect(await ailment("another")).toMatchObject({ code: "registry-credentials" });
});

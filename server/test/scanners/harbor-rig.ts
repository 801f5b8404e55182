import { startHarbor } from "@plimsoll/testkit";
import { openHarborClient } from "../../src/registries/harbor/client.ts";
import { openHarborScanner } from "../../src/scanners/harbor/scanner.ts";
import { chart, known, makeImage, nowhere, type Rig, targetIn } from "./rig.ts";

/** A scanner that is installed in a Harbor, through Harbor. */
export const harborRig: Rig = {
  name: "a scanner of Harbor's",
  tellsLayers: false,
  cannot: {
    "registry-refuses": "the registry is the Harbor that scans: there are no other credentials",
  },
  async open(situation, { ms }) {
    const harbor = await startHarbor({ stepMs: 5, lockMs: 10 });
    const { username, password } = harbor.administrator;
    const told = Buffer.from(`${username}:${password}`).toString("base64");
    const findings = known.map(({ id, package: name, version, fixed, severity }) => ({
      id,
      package: name,
      version,
      fix_version: fixed,
      severity: severity === "high" ? ("High" as const) : ("Low" as const),
      status: fixed === "" ? "affected" : "fixed",
    }));
    harbor.addScanner("Scanner", {
      scan: () => {
        if (situation === "stuck") return { hangs: true };
        if (situation === "talkative")
          return {
            fails: `pulling as ${username}:${password} (Basic ${told}) from https://u:${password}@b.example.com/a?X-Amz-Signature=${password} failed`,
          };
        return { findings: situation === "nothing-found" ? [] : findings };
      },
    });
    const image = await makeImage();
    harbor.push("team/app", image, "1");
    harbor.push("team/chart", chart, "1");
    if (situation === "garbage")
      harbor.faults.add({ on: /additions/, act: { status: 200, body: `<p>${password}` } });
    if (situation === "too-much") harbor.faults.add({ on: /additions/, act: "endless" });
    const client = openHarborClient({
      address: situation === "unreachable" ? nowhere : harbor.address,
      credentials:
        situation === "wrong-key"
          ? { username, password: "harbor-falsch-7" }
          : harbor.administrator,
      certificate: null,
      patience: { attempts: 2, baseMs: 5, lockMs: 20 },
    });
    const { target, close } = targetIn(harbor.address, situation, image, harbor.administrator);
    return {
      target,
      scanner: openHarborScanner(client, {
        patience: { firstMs: 5, longestMs: 20, runningMs: ms },
        reportBytes: 1 << 20,
      }),
      secrets: () => [password, told, "harbor-falsch-7"],
      running: harbor.scans.active,
      close: async () => {
        await close();
        await client.close();
        await harbor.close();
      },
    };
  },
};

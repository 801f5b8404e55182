import { expect, it } from "vitest";
import { chooseSeverity } from "./severity.ts";

const given = (vendors: object, any?: string) => ({ VendorSeverity: vendors, Severity: any });

it.each([
  ["its source's before NVD's", "CVE-1", given({ debian: 1, nvd: 3 }), ["low", "debian"]],
  ["NVD's", "CVE-1", given({ ghsa: 1, nvd: 3 }), ["high", "nvd"]],
  [
    "NVD's before another's, whatever the word",
    "CVE-1",
    given({ nvd: 2 }, "HIGH"),
    ["medium", "nvd"],
  ],
  ["GitHub's for its own ids", "GHSA-1", given({ ghsa: 1, nvd: 3 }), ["low", "ghsa"]],
  [
    "NVD's for ids of GitHub's that it did not rate",
    "GHSA-1",
    given({ nvd: 4 }),
    ["critical", "nvd"],
  ],
  ["any, of which nobody is named", "CVE-1", given({ redhat: 3 }, "HIGH"), ["high", null]],
  ["none", "CVE-1", {}, ["unknown", null]],
  [
    "none, where its source says that it does not know",
    "CVE-1",
    given({ debian: 0, nvd: 3 }),
    ["unknown", "debian"],
  ],
  ["any, where NVD says that it does not know", "CVE-1", given({ nvd: 0 }, "LOW"), ["low", null]],
  ["none, of what makes no sense", "CVE-1", given({ nvd: 99 }, "AWFUL"), ["unknown", null]],
])("is %s", (_, id, details, [severity, severitySource]) => {
  expect(chooseSeverity(id, details, "debian")).toEqual({ severity, severitySource });
});

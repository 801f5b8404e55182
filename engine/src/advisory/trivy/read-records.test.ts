import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject } from "../../image/json.ts";
import { placeOf } from "./ecosystems.ts";
import { readAdvisories } from "./read-records.ts";

const source = { id: "nvd", name: "Made up", url: null };
const keys = fc.constantFrom(
  ...["Entries", "Cves", "Arches", "Affected", "Status", "Severity", "FixedVersion", "VendorIDs"],
  ...["VulnerableVersions", "VendorSeverity", "CVSS", "nvd", "V3Score", "V3Vector", "References"],
  ...["PublishedDate", "toString", "valueOf", "__proto__", "ID"],
);
const leaf = fc.oneof(fc.constantFrom(null, "", -1, 1e9, true, "CVE-1"), fc.string(), fc.double());
const { object } = fc.letrec<{ object: JsonObject; value: unknown }>((tie) => ({
  object: fc.dictionary(keys, tie("value"), { maxKeys: 5, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie("object"),
    fc.array(tie("object"), { maxLength: 3 }),
    fc.array(leaf, { maxLength: 3 }),
  ),
}));

it.each(["Red Hat", "Alpine:v3.20", "Debian:12", "Rocky Linux:9", "npm"])(
  "takes any JSON of %s for what it is worth",
  (ecosystem) => {
    const place = placeOf(ecosystem);
    if (place === undefined) throw new Error(`${ecosystem} has no place`);
    fc.assert(
      fc.property(object, object, (record, details) => {
        const found = readAdvisories({
          place,
          source,
          id: "CVE-1",
          record,
          details: () => details,
        });
        for (const advisory of found) {
          const { aliases, references, severity, ranges } = { ...advisory };
          for (const text of [...aliases, ...references, severity])
            expect(text).toBeTypeOf("string");
          for (const range of ranges)
            for (const bound of Object.values(range)) expect(bound).toBeTypeOf("string");
        }
      }),
      { numRuns: 300 },
    );
  },
);

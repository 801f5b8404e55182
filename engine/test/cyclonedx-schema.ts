import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";

const formats = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^[a-z][a-z0-9+.-]*:\S*$/i,
  "iri-reference": /^[^\s<>"{}|\\^`]*$/,
  "idn-email": /^\S+@\S+$/,
  email: /^\S+@\S+$/,
};

/** What CycloneDX 1.6 refuses of a document, by the official schemas, which come with CycloneDX's own library. */
export function cycloneDxFaults(document: unknown): unknown[] {
  validate(document);
  return validate.errors ?? [];
}

const library = dirname(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library"));
const ajv = new Ajv({ strict: false, allErrors: true, formats });
for (const name of ["spdx", "jsf-0.82", "cryptography-defs"])
  ajv.addSchema(officialSchema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
const validate = ajv.compile(officialSchema("bom-1.6"));

function officialSchema(name: string): object {
  for (let at = library; at !== dirname(at); at = dirname(at))
    try {
      return JSON.parse(
        readFileSync(join(at, "res/schema", `${name}.SNAPSHOT.schema.json`), "utf8"),
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  throw new Error(`no schema ${name}`);
}

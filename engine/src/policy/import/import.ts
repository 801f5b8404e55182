import { asObject } from "../../image/json.ts";
import { vexFormatOf } from "../../vex/read-vex.ts";
import { checkSize, type ImportContext, type Imported, type Importer } from "./form.ts";
import { harbor } from "./harbor.ts";
import { trivyignore } from "./trivyignore.ts";
import { trivyignoreYaml } from "./trivyignore-yaml.ts";
import { vex } from "./vex.ts";

const importers = {
  trivyignore,
  "trivyignore-yaml": trivyignoreYaml,
  harbor,
  vex,
} satisfies Readonly<Record<string, Importer>>;
export type ImportForm = keyof typeof importers;

/** Takes exceptions over from another form. Throws `exceptions-invalid`, `advisory-invalid` (VEX) or `limit-exceeded`; `name` is said with it. */
export function importExceptions(
  form: ImportForm,
  text: string,
  context: ImportContext,
  name = "the document",
): Imported {
  checkSize(text, name);
  return importers[form](text, context, name);
}

/** What a file of exceptions is, by what it holds; `plimsoll` is our own form. */
export function exceptionFormOf(text: string): ImportForm | "plimsoll" {
  if (/^\s*\{/.test(text)) {
    const document = jsonOf(text);
    if (document && vexFormatOf(document)) return "vex";
    if (document && "items" in document) return "harbor";
  }
  if (/^(vulnerabilities|misconfigurations|secrets|licenses)\s*:/m.test(text))
    return "trivyignore-yaml";
  // A list of ids has no colon that ends a word.
  return /^\s*[{[]|^\s*[\w-]+\s*:(\s|$)/m.test(text) ? "plimsoll" : "trivyignore";
}

function jsonOf(text: string) {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

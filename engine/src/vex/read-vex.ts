import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ZodError } from "zod";
import { faultsOf } from "../advisory/osv/schema.ts";
import { PlimsollError } from "../error.ts";
import { parseObject } from "../image/json.ts";
import { type Limits, withDefaults } from "../limits.ts";
import { csaf } from "./csaf.ts";
import { cycloneDxVex } from "./cyclonedx-vex.ts";
import { openVex } from "./openvex.ts";
import type { VexContext, VexDocument, VexFormat } from "./statement.ts";

const formats: readonly VexFormat[] = [openVex, cycloneDxVex, csaf];

/**
 * Reads files, and the `.json` files of folders, that say which findings do not count: OpenVEX, CycloneDX, CSAF 2.0.
 * Throws `PlimsollError` `advisory-invalid` with the file and the field, `io`, or `limit-exceeded`.
 */
export async function readVex(
  paths: readonly string[],
  options: { readonly limits?: Partial<Limits> } = {},
): Promise<VexDocument[]> {
  const limits = withDefaults(options.limits);
  const count = productCounter(limits);
  const documents: VexDocument[] = [];
  for (const path of paths)
    for (const file of await filesOf(path)) {
      const about = await stat(file).catch((cause) => fail(file, cause));
      if (about.size > limits.documentBytes)
        throw new PlimsollError(
          "limit-exceeded",
          `${file} has more than ${limits.documentBytes} bytes (limit documentBytes)`,
        );
      const bytes = await readFile(file).catch((cause) => fail(file, cause));
      const value = parseObject(bytes, file, "advisory-invalid");
      documents.push(readVexDocument(value, file, { subjects: [], count }));
    }
  return documents;
}

/** One document, whatever its form. Throws `advisory-invalid`. */
export function readVexDocument(
  value: Readonly<Record<string, unknown>>,
  name: string,
  context: VexContext,
): VexDocument {
  const format = vexFormatOf(value);
  if (!format)
    throw new PlimsollError("advisory-invalid", `${name} is no VEX document`, {
      hint: `It is ${formats.map((one) => one.name).join(", ")} that is read, as JSON.`,
    });
  try {
    return { name, statements: format.read(value, context) };
  } catch (cause) {
    if (!(cause instanceof ZodError)) throw cause;
    throw new PlimsollError("advisory-invalid", `${name}: ${faultsOf(cause)}`, {
      cause,
      hint: `It means to be ${format.name}, and its statements can only be followed if all of them can be read.`,
    });
  }
}

export function vexFormatOf(value: Readonly<Record<string, unknown>>): VexFormat | undefined {
  return formats.find((format) => format.is(value));
}

export function productCounter(limits: Limits): VexContext["count"] {
  let all = 0;
  return (products) => {
    all += products;
    if (all > limits.vexProducts)
      throw new PlimsollError(
        "limit-exceeded",
        "VEX documents name more products than are followed (limit vexProducts)",
      );
  };
}

async function filesOf(path: string): Promise<string[]> {
  const about = await stat(path).catch((cause) => fail(path, cause));
  if (!about.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true }).catch((cause) => fail(path, cause));
  return names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(path, name));
}

function fail(path: string, cause: NodeJS.ErrnoException): never {
  const why = cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code})`;
  throw new PlimsollError("io", `${path} ${why}`, {
    cause,
    hint: "Give VEX documents or folders of them; oci stands for those beside the image in its registry.",
  });
}

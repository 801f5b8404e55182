import { defaultLimits } from "../../limits.ts";
import { say } from "../../said.ts";
import { parsePurl } from "../../vex/purl-match.ts";
import { productCounter, readVexDocument } from "../../vex/read-vex.ts";
import type { VexProduct, VexStatement } from "../../vex/statement.ts";
import type { Exception, ExceptionScope } from "../exceptions.ts";
import { asObjectOf, type ImportContext, type Importer } from "./form.ts";
import { notTaken } from "./not-taken.ts";

/** OpenVEX, CycloneDX or CSAF: what a document says is not affected or fixed. Of several statements about the same, the latest counts. */
export const vex: Importer = (text, context, name) => {
  const { statements } = readVexDocument(asObjectOf(text, name), name, {
    subjects: [],
    count: productCounter(defaultLimits),
  });
  const latest = new Map<string, Said>();
  for (const statement of statements)
    for (const vulnerability of statement.vulnerabilities)
      for (const product of statement.products)
        for (const part of product.subcomponents.length > 0 ? product.subcomponents : [null]) {
          const key = JSON.stringify([vulnerability, product.id, part]);
          const before = latest.get(key);
          if (!before || statement.time >= before.statement.time)
            latest.set(key, { vulnerability, product, part, statement });
        }
  const exceptions: Exception[] = [];
  const skipped: { line: string; reason: string }[] = [];
  for (const said of latest.values()) {
    if (!/^(not_affected|fixed)$/.test(said.statement.status)) continue;
    const read = exceptionOf(said, context);
    if (typeof read === "string")
      skipped.push({
        line: `${said.vulnerability} in ${said.product.id}`.slice(0, 200),
        reason: read,
      });
    else exceptions.push(read);
  }
  return { exceptions, skipped };
};

type Said = {
  readonly vulnerability: string;
  readonly product: VexProduct;
  /** A subcomponent; null for the whole product. */
  readonly part: string | null;
  readonly statement: VexStatement;
};

/** Or why it cannot be one. */
function exceptionOf(
  { vulnerability, product, part, statement }: Said,
  context: ImportContext,
): Exception | string {
  const scope = scopeOf(product.id, context.scope);
  if (typeof scope === "string") return scope;
  const isImage = scope !== null;
  if (!isImage && part !== null) return say(notTaken, "other-part");
  const wanted = isImage ? part : product.id;
  if (wanted !== null && parsePurl(wanted) === null) return say(notTaken, "package-no-purl");
  return {
    ...{ vulnerability, package: wanted, scope: scope ?? context.scope },
    reason: statement.statement?.trim().slice(0, 2000) || context.reason,
    justification: statement.justification,
    expires: context.expires,
  };
}

/** The images that a product is; null for a package, or why it cannot be told. */
function scopeOf(id: string, around: ExceptionScope): ExceptionScope | null | string {
  const purl = parsePurl(id);
  if (purl === null) return say(notTaken, "product-no-purl");
  if (!/^(oci|docker)$/.test(purl.type)) return null;
  if (purl.version?.includes(":")) return say(notTaken, "one-build");
  const url = purl.qualifiers.get("repository_url")?.replace(/^https?:\/\//, "");
  const path = url?.split("/").slice(1).join("/");
  // A repository's URL is whole, or leaves the name to the package URL.
  const name = purl.name.split("/").at(-1) ?? "";
  const repository =
    path === undefined ? `*${purl.name}` : path.endsWith(name) ? path : `${path}/${name}`;
  const tag = purl.type === "docker" ? purl.version : purl.qualifiers.get("tag");
  return { ...around, repository, ...(tag ? { tag } : {}) };
}

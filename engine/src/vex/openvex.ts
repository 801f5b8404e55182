import { z } from "zod";
import { listOf } from "./list-of.ts";
import { timeOf, type VexContext, type VexFormat, type VexProduct } from "./statement.ts";

const text = z.string().nullish();
const component = z.union([
  z.string().transform((id) => ({ "@id": id, identifiers: null })),
  z.looseObject({
    "@id": text,
    identifiers: z.looseObject({ purl: text }).nullish(),
  }),
]);
const product = z.union([
  z.string().transform((id) => ({ "@id": id, identifiers: null, subcomponents: null })),
  z.looseObject({
    "@id": text,
    identifiers: z.looseObject({ purl: text }).nullish(),
    subcomponents: listOf(component).nullish(),
  }),
]);

const schema = z.looseObject({
  timestamp: text,
  last_updated: text,
  statements: listOf(
    z
      .looseObject({
        vulnerability: z.union([
          z.string().min(1),
          z.looseObject({ "@id": text, name: text, aliases: listOf(z.string()).nullish() }),
        ]),
        products: listOf(product).nullish(),
        // Before version 0.2.0 they stood beside the products.
        subcomponents: listOf(component).nullish(),
        status: z.enum(["not_affected", "affected", "fixed", "under_investigation"]),
        justification: text,
        impact_statement: text,
        action_statement: text,
        status_notes: text,
        timestamp: text,
        last_updated: text,
      })
      .refine((one) => one.status !== "not_affected" || one.justification || one.impact_statement, {
        path: ["justification"],
        message: "not_affected needs a justification or an impact_statement",
      }),
  ),
});
type Component = {
  "@id"?: string | null | undefined;
  identifiers?: { purl?: string | null | undefined } | null | undefined;
};
type Statement = z.infer<typeof schema>["statements"][number];

/** https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md */
export const openVex: VexFormat = {
  name: "OpenVEX",
  is: (document) => /^https:\/\/openvex\.dev\/ns/.test(String(document["@context"] ?? "")),
  read(document, context) {
    const read = withProducts(context).parse(document);
    return read.statements.map((one) => ({
      vulnerabilities: idsOf(one.vulnerability),
      products: productsOf(one, context),
      status: one.status,
      justification: one.justification ?? null,
      statement: one.impact_statement ?? one.action_statement ?? one.status_notes ?? null,
      time: timeOf(one.last_updated, one.timestamp, read.last_updated, read.timestamp),
    }));
  },
};

/** Only of a document that is attached to something it goes without saying what it is about. */
function withProducts({ subjects }: VexContext) {
  return schema.superRefine(({ statements }, check) => {
    const at = statements.findIndex(({ products }) => (products ?? []).length === 0);
    if (at >= 0 && subjects.length === 0)
      check.addIssue({
        code: "custom",
        path: ["statements", at, "products"],
        message: "names no product",
      });
  });
}

function idsOf(vulnerability: Statement["vulnerability"]): string[] {
  if (typeof vulnerability === "string") return [lastPart(vulnerability)];
  const { name, aliases } = vulnerability;
  const ids = [name, vulnerability["@id"], ...(aliases ?? [])].filter((one) => !!one);
  return ids.map((one) => lastPart(one ?? ""));
}

/** An id may be written as the address of its page. */
function lastPart(id: string): string {
  return /^https?:\/\/\S*\/([^/?#]+)$/.exec(id)?.[1] ?? id;
}

function productsOf(one: Statement, { subjects, count }: VexContext): VexProduct[] {
  const shared = (one.subcomponents ?? []).flatMap(namesOf);
  const products = (one.products ?? []).flatMap((product) => {
    const own = "subcomponents" in product ? (product.subcomponents ?? []).flatMap(namesOf) : [];
    const subcomponents = own.length > 0 ? own : shared;
    count(1 + own.length);
    return namesOf(product).map((id) => ({ id, subcomponents }));
  });
  return products.length > 0 ? products : subjects.map((id) => ({ id, subcomponents: shared }));
}

function namesOf(one: Component): string[] {
  return [one.identifiers?.purl, one["@id"]].flatMap((name) => (name ? [name] : []));
}

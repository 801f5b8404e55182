import { z } from "zod";
import { asArray, asObject, asString } from "../image/json.ts";
import { listOf } from "./list-of.ts";
import {
  timeOf,
  type VexContext,
  type VexFormat,
  type VexProduct,
  type VexStatement,
  type VexStatus,
} from "./statement.ts";

const text = z.string().nullish();
const ids = listOf(z.string().min(1)).nullish();
const about = z.looseObject({ product_ids: ids, group_ids: ids });

const schema = z.looseObject({
  document: z.looseObject({
    csaf_version: z.literal("2.0"),
    tracking: z.looseObject({ current_release_date: text }).nullish(),
  }),
  product_tree: z
    .looseObject({
      branches: z.array(z.unknown()).nullish(),
      full_product_names: z.array(z.unknown()).nullish(),
      product_groups: listOf(
        z.looseObject({ group_id: z.string(), product_ids: listOf(z.string()) }),
      ).nullish(),
      relationships: listOf(
        z.looseObject({
          full_product_name: z.looseObject({ product_id: z.string() }),
          product_reference: z.string(),
          relates_to_product_reference: z.string(),
        }),
      ).nullish(),
    })
    .nullish(),
  vulnerabilities: listOf(
    z.looseObject({
      cve: text,
      ids: listOf(z.looseObject({ text: z.string() })).nullish(),
      product_status: z
        .looseObject({
          known_not_affected: ids,
          fixed: ids,
          first_fixed: ids,
          known_affected: ids,
          under_investigation: ids,
        })
        .nullish(),
      flags: listOf(about.extend({ label: z.string(), date: text })).nullish(),
      threats: listOf(
        about.extend({ category: z.string(), details: z.string(), date: text }),
      ).nullish(),
    }),
  ).nullish(),
});
type Csaf = z.infer<typeof schema>;
type Vulnerability = NonNullable<Csaf["vulnerabilities"]>[number];

/** https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#323-vulnerabilities-property---product-status */
const statuses = {
  known_not_affected: "not_affected",
  fixed: "fixed",
  first_fixed: "fixed",
  known_affected: "affected",
  under_investigation: "under_investigation",
} as const satisfies Record<string, VexStatus>;

/** CSAF 2.0 and its VEX profile. A product that is known by no package URL matches nothing. */
export const csaf: VexFormat = {
  name: "CSAF",
  is: (document) => asString(asObject(document.document)?.csaf_version) !== null,
  read(document, context) {
    const read = schema.parse(document);
    const products = productsOf(read, context);
    const groups = new Map(
      (read.product_tree?.product_groups ?? []).map((one) => [one.group_id, one.product_ids]),
    );
    const time = timeOf(read.document.tracking?.current_release_date);
    return (read.vulnerabilities ?? []).flatMap((one) =>
      statementsOf(one, { products, groups, time, context }),
    );
  },
};

type Known = {
  readonly products: ReadonlyMap<string, readonly VexProduct[]>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly time: number;
  readonly context: VexContext;
};

/** Products of one status with the same reason are one statement. */
function statementsOf(one: Vulnerability, known: Known): VexStatement[] {
  const vulnerabilities = [one.cve, ...(one.ids ?? []).map((id) => id.text)].flatMap((id) =>
    id ? [id] : [],
  );
  const reasons = new Map<string, { label: string | null; details: string | null }>();
  const reasonOf = (product: string) => reasons.get(product) ?? { label: null, details: null };
  for (const flag of one.flags ?? [])
    for (const product of namedBy(flag, known))
      reasons.set(product, { ...reasonOf(product), label: flag.label });
  for (const threat of one.threats ?? [])
    if (threat.category === "impact")
      for (const product of namedBy(threat, known))
        reasons.set(product, { ...reasonOf(product), details: threat.details });
  return Object.entries(statuses).flatMap(([field, status]) => {
    const grouped = new Map<string, VexStatement & { products: VexProduct[] }>();
    for (const product of one.product_status?.[field as keyof typeof statuses] ?? []) {
      const { label, details } = reasonOf(product);
      const key = JSON.stringify([label, details]);
      const statement = grouped.get(key) ?? {
        ...{ vulnerabilities, products: [], status, time: known.time },
        ...{ justification: label, statement: details },
      };
      grouped.set(key, statement);
      const named = known.products.get(product) ?? [];
      known.context.count(1 + named.length);
      for (const each of named) statement.products.push(each);
    }
    return [...grouped.values()];
  });
}

function* namedBy(one: z.infer<typeof about>, { groups, context }: Known): Iterable<string> {
  for (const list of [
    one.product_ids ?? [],
    ...(one.group_ids ?? []).map((id) => groups.get(id)),
  ]) {
    context.count(list?.length ?? 0);
    yield* list ?? [];
  }
}

/** By product id: its package URLs, or a component's in what it relates to. */
function productsOf(
  { product_tree: tree }: Csaf,
  { count }: VexContext,
): Map<string, VexProduct[]> {
  const purls = new Map<string, string[]>();
  const open: unknown[] = [...(tree?.branches ?? []), ...(tree?.full_product_names ?? [])];
  while (open.length > 0) {
    const one = asObject(open.pop());
    if (!one) continue;
    count(1);
    for (const inner of asArray(one.branches)) open.push(inner);
    const product = asObject(one.product) ?? one;
    const id = asString(product.product_id);
    const purl = asString(asObject(product.product_identification_helper)?.purl);
    if (id && purl) added(purls, id, purl);
  }
  const products = new Map<string, VexProduct[]>(
    [...purls].map(([id, names]) => [id, names.map((name) => ({ id: name, subcomponents: [] }))]),
  );
  for (const one of tree?.relationships ?? []) {
    const subcomponents = purls.get(one.product_reference) ?? [];
    if (subcomponents.length === 0) continue;
    const whole = purls.get(one.relates_to_product_reference) ?? [];
    count(1 + whole.length);
    for (const name of whole)
      added(products, one.full_product_name.product_id, { id: name, subcomponents });
  }
  return products;
}

function added<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

import { z } from "zod";
import { asArray, asObject, asString, type JsonObject } from "../image/json.ts";
import { listOf } from "./list-of.ts";
import {
  timeOf,
  type VexContext,
  type VexFormat,
  type VexProduct,
  type VexStatus,
} from "./statement.ts";

const text = z.string().nullish();
/** https://cyclonedx.org/docs/1.6/json/#vulnerabilities_items_analysis_state */
const states = {
  not_affected: "not_affected",
  false_positive: "not_affected",
  resolved: "fixed",
  resolved_with_pedigree: "fixed",
  exploitable: "affected",
  in_triage: "under_investigation",
} as const satisfies Record<string, VexStatus>;

const schema = z.looseObject({
  metadata: z.looseObject({ timestamp: text, component: z.looseObject({}).nullish() }).nullish(),
  components: z.array(z.unknown()).nullish(),
  vulnerabilities: listOf(
    z.looseObject({
      id: z.string().min(1),
      references: listOf(z.looseObject({ id: text })).nullish(),
      updated: text,
      analysis: z
        .looseObject({
          state: z.enum(Object.keys(states) as [keyof typeof states]).nullish(),
          justification: text,
          detail: text,
          firstIssued: text,
          lastUpdated: text,
        })
        .nullish(),
      affects: listOf(z.looseObject({ ref: z.string().min(1) })).nullish(),
    }),
  ).nullish(),
});

/**
 * https://cyclonedx.org/capabilities/vex/: a document of its own, or a bill of materials with what was found and how
 * it is judged. What is not judged says nothing.
 */
export const cycloneDxVex: VexFormat = {
  name: "CycloneDX",
  is: (document) => document.bomFormat === "CycloneDX",
  read(document, context) {
    const { metadata, components, vulnerabilities } = schema.parse(document);
    const root = asObject(metadata?.component);
    const purls = purlsByRef([root, ...asArray(components)], context);
    return (vulnerabilities ?? []).flatMap(({ id, references, updated, analysis, affects }) => {
      const state = analysis?.state;
      if (!analysis || !state) return [];
      const { justification, detail, firstIssued, lastUpdated } = analysis;
      context.count(affects?.length ?? 0);
      return [
        {
          vulnerabilities: [id, ...(references ?? []).flatMap((one) => (one.id ? [one.id] : []))],
          products: (affects ?? []).flatMap(({ ref }) => productOf(ref, root, purls)),
          status: states[state],
          justification: justification ?? (state === "false_positive" ? state : null),
          statement: detail ?? null,
          time: timeOf(lastUpdated, firstIssued, updated, metadata?.timestamp),
        },
      ];
    });
  },
};

/** Of all components, those inside others too. */
function purlsByRef(roots: readonly unknown[], { count }: VexContext): Map<string, string> {
  const purls = new Map<string, string>();
  const open = [...roots];
  while (open.length > 0) {
    const one = asObject(open.pop());
    if (!one) continue;
    count(1);
    const purl = asString(one.purl);
    const ref = asString(one["bom-ref"]);
    if (purl && ref) purls.set(ref, purl);
    for (const inner of asArray(one.components)) open.push(inner);
  }
  return purls;
}

/** A bill of an image speaks of what is in that image, and not of the same package elsewhere. */
function productOf(
  ref: string,
  root: JsonObject | null,
  purls: ReadonlyMap<string, string>,
): VexProduct[] {
  const named = purls.get(ref) ?? linked(ref, purls);
  if (named === null) return [];
  const image = asString(root?.purl);
  return image && named !== image && /^pkg:(oci|docker)\//.test(image)
    ? [{ id: image, subcomponents: [named] }]
    : [{ id: named, subcomponents: [] }];
}

/** A package URL itself, or the end of a BOM-Link, https://cyclonedx.org/capabilities/bomlink/ */
function linked(ref: string, purls: ReadonlyMap<string, string>): string | null {
  if (ref.startsWith("pkg:")) return ref;
  const [, end] = /^urn:cdx:[^#]*#(.+)$/s.exec(ref) ?? [];
  if (end === undefined) return null;
  const plain = decoded(end);
  return (
    purls.get(plain) ?? (end.startsWith("pkg:") ? end : plain.startsWith("pkg:") ? plain : null)
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

import type { LayerRef, OperatingSystem, Package } from "../inventory/package.ts";
import type { InventoryResult } from "../read-inventory.ts";
import type { Bill } from "./bill.ts";
import { distinct, imagePurl, uuidOf } from "./identity.ts";
import { isExpression } from "./licence.ts";

type Property = { readonly name: string; readonly value: string };

/** https://cyclonedx.org/docs/1.6/json/; properties are named by https://github.com/CycloneDX/cyclonedx-property-taxonomy */
export function cycloneDx(inventory: InventoryResult, { created, toolVersion }: Bill): object {
  const { image, os, packages } = inventory;
  const refs = distinct(packages.map(({ purl }) => purl));
  const purl = imagePurl(inventory);
  const root = purl ?? image.digest;
  const components = packages.map((one, at) => componentOf(one, refs[at] ?? one.purl));
  const system = os ? [systemOf(os)] : [];
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(inventory)}`,
    version: 1,
    metadata: {
      timestamp: created,
      tools: { components: [{ type: "application", name: "plimsoll", version: toolVersion }] },
      component: {
        type: "container",
        "bom-ref": root,
        name: image.reference,
        version: image.digest,
        ...(purl ? { purl } : {}),
        properties: properties({
          "plimsoll:image:digest": image.digest,
          "plimsoll:image:platform": image.platform,
          "plimsoll:image:size": String(image.size),
        }),
      },
    },
    components: [...system, ...components],
    dependencies: [
      { ref: root, dependsOn: [...system, ...components].map((one) => one["bom-ref"]) },
    ],
    ...(inventory.skipped.length > 0
      ? { compositions: [{ aggregate: "incomplete", assemblies: [root] }] }
      : {}),
  };
}

function componentOf(one: Package, ref: string) {
  const { group, name } = nameParts(one);
  return {
    type: "library",
    "bom-ref": ref,
    ...(one.maintainer ? { supplier: { name: one.maintainer } } : {}),
    ...(group ? { group } : {}),
    name,
    version: one.version,
    ...licensesOf(one.licenses),
    purl: one.purl,
    ...(one.path ? { evidence: { occurrences: [{ location: `/${one.path}` }] } } : {}),
    properties: properties({
      "plimsoll:package:type": one.type,
      "plimsoll:package:ownedBy": one.ownedBy,
      "plimsoll:source:name": one.source?.name,
      "plimsoll:source:version": one.source?.version,
      ...layerProperties(one.layer),
    }),
  };
}

function systemOf({ family, version, name }: OperatingSystem) {
  return {
    type: "operating-system",
    "bom-ref": `os:${family}@${version}`,
    name: family,
    ...(version ? { version } : {}),
    description: name,
  };
}

function layerProperties({ index, digest, diffId, command }: LayerRef) {
  return {
    "plimsoll:layer:index": String(index),
    "plimsoll:layer:digest": digest,
    "plimsoll:layer:diffId": diffId,
    "plimsoll:layer:command": command,
  };
}

function properties(given: Readonly<Record<string, string | null | undefined>>): Property[] {
  return Object.entries(given).flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

/** Maven's `group:name` and npm's `@scope/name`. */
function nameParts({ type, name }: Package): { group: string | null; name: string } {
  const split =
    type === "maven"
      ? name.indexOf(":")
      : type === "npm" && name[0] === "@"
        ? name.indexOf("/")
        : -1;
  return split < 0
    ? { group: null, name }
    : { group: name.slice(0, split), name: name.slice(split + 1) };
}

/** An expression stands alone; of several, each is one that applies, and those that are no SPDX are words. */
function licensesOf(licenses: readonly string[]): object {
  const [only, ...more] = licenses;
  if (only === undefined) return {};
  if (licenses.every(isExpression)) {
    const expression =
      more.length === 0
        ? only
        : licenses.map((one) => (/ /.test(one) ? `(${one})` : one)).join(" AND ");
    return { licenses: [{ expression, acknowledgement: "declared" }] };
  }
  return {
    licenses: licenses.map((name) => ({ license: { name, acknowledgement: "declared" } })),
  };
}

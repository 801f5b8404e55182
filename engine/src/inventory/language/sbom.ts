import { PackageURL } from "packageurl-js";
import { asArray, asObject, asString, type JsonObject, parseObject } from "../../image/json.ts";
import type { Analyser, FileReading, ReadPackage } from "../analyser.ts";
import { whyLeftOut } from "../left-out.ts";
import { licenseNames } from "../licenses.ts";
import type { PackageType } from "../package.ts";

/** Bitnami's are `/opt/bitnami/NAME/.spdx-NAME.spdx`, Chainguard's `/var/lib/db/sbom/NAME.spdx.json`. */
const names = /\.(spdx|cdx)(\.json)?$|(^|\/)(bom|sbom)\.json$/;
/** Components in components; real ones have two or three levels. */
const deepest = 20;

export function isSbom(path: string): boolean {
  return names.test(path);
}

/** Bills of materials that lie in the image: CycloneDX (https://cyclonedx.org/docs/1.6/json/) and SPDX (https://spdx.github.io/spdx-spec/v2.3/) in JSON. */
export const sbom: Analyser = {
  name: "sbom",
  limit: "sbomBytes",
  describes: true,
  wants: isSbom,
  wantsBelow: () => false,
  read(content, path) {
    const own = /\.(spdx|cdx)(\.json)?$/.test(path);
    // A `bom.json` can be anything, and SPDX has a form of lines too.
    if (!/^\s*\{/.test(content.toString("utf8", 0, 64))) {
      if (own) throw new Error("a bill of materials that is not JSON");
      return {};
    }
    const document = parseObject(content, "the bill of materials", "layer-invalid");
    if (document.bomFormat === "CycloneDX") return collect(cycloneDx(document));
    if (asString(document.spdxVersion)?.startsWith("SPDX-2")) return collect(spdx(document));
    if (own) throw new Error("neither CycloneDX nor SPDX 2");
    return {};
  },
};

type Described = { purl: string; name: string | null; licenses: unknown[] };

function* cycloneDx(document: JsonObject): Iterable<Described> {
  const todo: { items: readonly unknown[]; depth: number }[] = [
    { items: asArray(document.components), depth: 0 },
  ];
  for (let next = todo.pop(); next; next = todo.pop())
    for (const item of next.items) {
      const component = asObject(item);
      if (!component) continue;
      const purl = asString(component.purl);
      if (purl !== null)
        yield {
          purl,
          name: asString(component.name),
          licenses: asArray(component.licenses).map((one) => {
            const license = asObject(asObject(one)?.license);
            return asObject(one)?.expression ?? license?.id ?? license?.name;
          }),
        };
      if (next.depth < deepest)
        todo.push({ items: asArray(component.components), depth: next.depth + 1 });
    }
}

function* spdx(document: JsonObject): Iterable<Described> {
  for (const item of asArray(document.packages)) {
    const one = asObject(item);
    for (const reference of asArray(one?.externalRefs)) {
      const purl = asObject(reference)?.referenceType === "purl" && asObject(reference);
      const locator = purl ? asString(purl.referenceLocator) : null;
      if (!one || locator === null) continue;
      const told = licenseNames([one.licenseConcluded]);
      yield {
        purl: locator,
        name: asString(one.name),
        licenses: told.length > 0 ? told : [one.licenseDeclared],
      };
      break;
    }
  }
}

function collect(described: Iterable<Described>): FileReading {
  const packages = new Map<string, ReadPackage>();
  const faults = new Set<string>();
  const unread = new Map<string, number>();
  for (const one of described) {
    const read = packageOf(one);
    if (typeof read === "string") faults.add(read);
    else if ("foreign" in read) unread.set(read.foreign, (unread.get(read.foreign) ?? 0) + 1);
    else if (!packages.has(one.purl)) packages.set(one.purl, read);
    if (faults.size >= 100) break;
  }
  for (const [type, count] of unread)
    if (!sources.has(type)) faults.add(whyLeftOut("type-unread", { count, type }));
  return { packages: [...packages.values()], faults: [...faults] };
}

/** Where something was made or fetched; no package by itself. */
const sources = new Set(["bitbucket", "docker", "github", "gitlab", "oci", "swid"]);

function packageOf({
  purl,
  name,
  licenses,
}: Described): ReadPackage | { foreign: string } | string {
  let url: PackageURL;
  try {
    url = PackageURL.fromString(purl);
  } catch {
    return whyLeftOut("purl-invalid", { purl: purl.slice(0, 200) });
  }
  const nameOf = typeNames[url.type as PackageType];
  if (!nameOf || !Object.hasOwn(typeNames, url.type)) return { foreign: url.type.slice(0, 40) };
  if (!url.version)
    return whyLeftOut("versionless", { name: name?.slice(0, 200) ?? purl.slice(0, 200) });
  const { arch, epoch } = url.qualifiers ?? {};
  return {
    name: nameOf(url.namespace ?? null, url.name),
    version: epoch ? `${epoch}:${url.version}` : url.version,
    type: url.type as PackageType,
    purl: url.toString(),
    source: null,
    architecture: arch ?? null,
    licenses: licenseNames(licenses),
    maintainer: null,
  };
}

type Name = (namespace: string | null, name: string) => string;
const alone: Name = (_, name) => name;
const slashed: Name = (namespace, name) => (namespace ? `${namespace}/${name}` : name);

/** What each ecosystem calls a package. */
const typeNames: Readonly<Record<PackageType, Name>> = {
  apk: alone,
  bitnami: alone,
  cargo: alone,
  composer: slashed,
  conda: alone,
  deb: alone,
  gem: alone,
  generic: slashed,
  golang: slashed,
  julia: alone,
  maven: (namespace, name) => (namespace ? `${namespace}:${name}` : name),
  npm: slashed,
  nuget: alone,
  pypi: alone,
  rpm: alone,
};

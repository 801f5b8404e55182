import { PackageURL } from "packageurl-js";
import type { ReadPackage } from "./analyser.ts";
import type { OperatingSystem, PackageType } from "./package.ts";

type Parts = {
  namespace?: string;
  name: string;
  version: string;
  qualifiers?: Record<string, string>;
};

const partsOf: Record<PackageType, (read: ReadPackage, os: OperatingSystem | null) => Parts> = {
  apk: systemParts,
  deb: (read, os) => {
    const [, epoch, version] = /^(?:(\d+):)?(.*)$/s.exec(read.version) ?? [];
    const parts = systemParts({ ...read, version: version ?? read.version }, os);
    return epoch ? { ...parts, qualifiers: { ...parts.qualifiers, epoch } } : parts;
  },
  npm: ({ name, version }) => {
    const slash = name.startsWith("@") ? name.indexOf("/") : -1;
    return slash < 0
      ? { name, version }
      : { namespace: name.slice(0, slash), name: name.slice(slash + 1), version };
  },
  pypi: ({ name, version }) => ({ name: name.toLowerCase().replaceAll("_", "-"), version }),
};

/** The package's URL, https://github.com/package-url/purl-spec. Throws where the name cannot be in one. */
export function purlOf(read: ReadPackage, os: OperatingSystem | null): string {
  const { namespace, name, version, qualifiers } = partsOf[read.type](read, os);
  return new PackageURL(read.type, namespace, name, version, qualifiers, undefined).toString();
}

function systemParts(read: ReadPackage, os: OperatingSystem | null): Parts {
  return {
    namespace: os?.family ?? read.type,
    name: read.name,
    version: read.version,
    qualifiers: {
      ...(read.architecture ? { arch: read.architecture } : {}),
      ...(os?.version ? { distro: `${os.family}-${os.version}` } : {}),
    },
  };
}

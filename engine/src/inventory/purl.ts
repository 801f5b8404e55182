import { PackageURL } from "packageurl-js";
import type { ReadPackage } from "./analyser.ts";
import type { OperatingSystem, PackageType } from "./package.ts";

type Parts = {
  namespace?: string;
  name: string;
  version: string;
  qualifiers?: Record<string, string>;
};

type Read = (read: ReadPackage, os: OperatingSystem | null) => Parts;

/** What stands before the last slash is the namespace. */
const slashed: Read = ({ name, version }) => splitName(name, name.lastIndexOf("/"), version);
const plain: Read = ({ name, version }) => ({ name, version });

/** https://github.com/package-url/purl-spec/tree/main/types */
const partsOf: Record<PackageType, Read> = {
  apk: systemParts,
  bitnami: plain,
  cargo: plain,
  composer: slashed,
  conda: plain,
  deb: systemParts,
  gem: ({ name, version, architecture }) => ({
    name,
    version,
    ...(architecture ? { qualifiers: { platform: architecture } } : {}),
  }),
  generic: plain,
  // In lower case, https://github.com/package-url/purl-spec/blob/main/types-doc/golang-definition.md
  golang: (read, os) => slashed({ ...read, name: read.name.toLowerCase() }, os),
  julia: plain,
  // GROUP:ARTIFACT
  maven: ({ name, version }) => splitName(name, name.indexOf(":"), version),
  npm: ({ name, version }) =>
    splitName(name, name.startsWith("@") ? name.indexOf("/") : -1, version),
  nuget: plain,
  pypi: ({ name, version }) => ({ name: name.toLowerCase().replaceAll("_", "-"), version }),
  rpm: (read, os) => {
    const parts = systemParts(read, os);
    const { source } = read;
    const upstream = source ? `${source.name}-${splitEpoch(source.version).version}.src.rpm` : null;
    return upstream ? { ...parts, qualifiers: { ...parts.qualifiers, upstream } } : parts;
  },
};

/** The package's URL, https://github.com/package-url/purl-spec. Throws where the name cannot be in one. */
export function purlOf(read: ReadPackage, os: OperatingSystem | null): string {
  const { namespace, name, version, qualifiers } = partsOf[read.type](read, os);
  const url =
    read.purl === undefined
      ? new PackageURL(typeOf(read), namespace, name, version, qualifiers, undefined)
      : PackageURL.fromString(read.purl);
  // The library leaves the plus sign, which the standard does not: https://ecma-tc54.github.io/ECMA-427/#sec-purl-specification-permitted-characters
  return url.toString().replaceAll("+", "%2B");
}

/** An archive that does not say its group is none of Maven's: its name alone could be anyone's. */
function typeOf({ type, name }: ReadPackage): string {
  return type === "maven" && !name.includes(":") ? "generic" : type;
}

/** Who makes the packages, where that is not os-release's ID. */
const vendors: ReadonlyMap<string, string> = new Map([
  ["rhel", "redhat"],
  ["opensuse-leap", "opensuse"],
  ["opensuse-tumbleweed", "opensuse"],
  ["sles", "suse"],
]);

function systemParts(read: ReadPackage, os: OperatingSystem | null): Parts {
  const { epoch, version } =
    read.type === "apk" ? { epoch: null, version: read.version } : splitEpoch(read.version);
  return {
    namespace: os ? (vendors.get(os.family) ?? os.family) : read.type,
    name: read.name,
    version,
    qualifiers: {
      ...(read.architecture ? { arch: read.architecture } : {}),
      ...(os?.version ? { distro: `${os.family}-${os.version}` } : {}),
      ...(epoch ? { epoch } : {}),
    },
  };
}

function splitEpoch(text: string): { epoch: string | null; version: string } {
  const [, epoch = null, version = text] = /^(?:(\d+):)?(.*)$/s.exec(text) ?? [];
  return { epoch, version };
}

function splitName(name: string, at: number, version: string): Parts {
  return at < 0
    ? { name, version }
    : { namespace: name.slice(0, at), name: name.slice(at + 1), version };
}

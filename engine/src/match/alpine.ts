import type { SystemMatcher } from "./target.ts";

/** By the origin, under the release that the repositories name, https://secdb.alpinelinux.org */
export const alpine: SystemMatcher = {
  type: "apk",
  target(one, { os }) {
    const release = os?.release === "edge" ? "edge" : `v${os?.release ?? ""}`;
    return fromOrigin(`Alpine:${release}`)(one);
  },
};

/** Distributions that are one stream of packages. */
export const wolfi: SystemMatcher = { type: "apk", target: fromOrigin("Wolfi") };
export const chainguard: SystemMatcher = { type: "apk", target: fromOrigin("Chainguard") };
export const minimos: SystemMatcher = { type: "apk", target: fromOrigin("MinimOS") };

/** Without a fix, these sources only suppose that a package may be affected. */
function fromOrigin(ecosystem: string) {
  return (one: Parameters<SystemMatcher["target"]>[0]) => {
    const { name, version } = one.source ?? one;
    return { ecosystem, name, version, scheme: "apk", fixedOnly: true } as const;
  };
}

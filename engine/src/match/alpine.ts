import type { Matcher } from "./target.ts";

/** By the origin, under the release that the repositories name, https://secdb.alpinelinux.org */
export const alpine: Matcher = {
  target(one, { os }) {
    const release = os?.release === "edge" ? "edge" : `v${os?.release ?? ""}`;
    const { name, version } = one.source ?? one;
    return { ecosystem: `Alpine:${release}`, name, version, scheme: "apk", fixedOnly: true };
  },
};

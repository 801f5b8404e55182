import { isThirdParty } from "../inventory/os/third-party.ts";
import type { Matcher } from "./target.ts";

/** By the source package and its version, under the major release, https://security-tracker.debian.org */
export const debian: Matcher = {
  target(one, { os }) {
    if (isThirdParty(one.type, one.maintainer))
      return {
        gap: `${one.name} is not Debian's own (${one.maintainer}): no advisories for it`,
      };
    const { name, version } = one.source ?? one;
    return {
      ecosystem: `Debian:${os?.release ?? ""}`,
      name,
      version,
      scheme: "deb",
      fixedOnly: false,
    };
  },
};

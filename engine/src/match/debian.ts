import { isThirdParty } from "../inventory/os/third-party.ts";
import { gapOf } from "./gaps.ts";
import type { SystemMatcher } from "./target.ts";

/** By the source package and its version, under the major release, https://security-tracker.debian.org */
export const debian: SystemMatcher = {
  type: "deb",
  target(one, { os }) {
    if (isThirdParty(one.type, one.maintainer))
      return {
        gap: gapOf("not-of-debian", { name: one.name, maintainer: `${one.maintainer}` }),
      };
    return fromSource(one, `Debian:${os?.release ?? ""}`);
  },
};

/** Echo's advisories are about all that is in its images, whoever packaged it, https://echohq.com */
export const echo: SystemMatcher = { type: "deb", target: (one) => fromSource(one, "Echo") };

export function fromSource(one: Parameters<SystemMatcher["target"]>[0], ecosystem: string) {
  const { name, version } = one.source ?? one;
  return { ecosystem, name, version, scheme: "deb", fixedOnly: false } as const;
}

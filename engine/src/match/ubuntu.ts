import { isThirdParty } from "../inventory/os/third-party.ts";
import { fromSource } from "./debian.ts";
import { endOfLife } from "./end-of-life.ts";
import { gapOf } from "./gaps.ts";
import type { SystemMatcher } from "./target.ts";

/**
 * By the source package, under the release. An image attached to Ubuntu Pro gets other fixes once the release is
 * out of support, https://ubuntu.com/security/esm
 */
export const ubuntu: SystemMatcher = {
  type: "deb",
  target(one, { os, now }) {
    if (isThirdParty(one.type, one.maintainer))
      return { gap: gapOf("not-of-ubuntu", { name: one.name, maintainer: `${one.maintainer}` }) };
    const esm = os?.extendedSupport === true && endOfLife(os, now)?.ended === true;
    return fromSource(one, `Ubuntu:${esm ? "Pro:" : ""}${os?.release ?? ""}`);
  },
};

import type { Package } from "@plimsoll/engine";
import { reports } from "@plimsoll/engine/reports";
import { made } from "../report/made.ts";
import type { Fix } from "./fix.ts";

/** Trivy's JSON with what Copacetic patches: the system's packages that have a fix, https://project-copacetic.github.io/copacetic/website/ */
export function trivyOfSystem({ result }: Fix): string {
  const findings = result.findings.filter(
    (one) => isSystem(one.package) && one.fixedVersions.length > 0,
  );
  const packages = result.packages.filter(isSystem);
  return reports.trivy.write({ ...result, findings, packages, suppressed: [] }, made());
}

function isSystem({ type }: Pick<Package, "type">): boolean {
  return type === "apk" || type === "deb" || type === "rpm";
}

/** By which Trivy names those who publish advisories or rate them. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^nvd$/i, "nvd"],
  [/\bgithub\b.*\badvisor|^osv ghsa$/i, "ghsa"],
  [/\bgo vulnerability database$/i, "govulndb"],
  [/^bitnami\b/i, "bitnami"],
  [/^ruby.advisory.d/i, "ruby-advisory-db"],
  [/\bphp\b.*\bsecurity.advisories|^friendsofphp\b/i, "php-security-advisories"],
  [/^node\.js\b.*\bsecurity/i, "nodejs-security-wg"],
];

/** `GitHub Advisory Database` is `ghsa`; one that Trivy does not know keeps its name, `SAP project-kb` as `sap-project-kb`. */
export function sourceId(name: string): string {
  const found = known.find(([pattern]) => pattern.test(name));
  return (
    found?.[1] ??
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9.]+/g, "-")
      .replaceAll(/^-|-$/g, "")
  );
}

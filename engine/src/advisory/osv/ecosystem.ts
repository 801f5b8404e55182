/** OSV's names of what this project looks up by a shorter one; null where its versions are of no package. */
const rules: readonly (readonly [RegExp, (match: RegExpExecArray) => string | null])[] = [
  [
    /^Ubuntu:(Pro:)?(?:FIPS[^:]*:)?(\d+\.\d+)/,
    ([, pro = "", release]) => `Ubuntu:${pro}${release}`,
  ],
  [
    /^SUSE:Linux Enterprise (Micro )?(?:.*? )??(\d+)(?: SP(\d+)|\.(\d+))?(?:-\w+)?$/,
    ([, micro = "", major, pack, minor]) =>
      `SUSE:Linux Enterprise ${micro}${major}${(pack ?? minor) === undefined ? "" : `.${pack ?? minor}`}`,
  ],
  [/^Azure Linux:2$/, () => "CBL-Mariner:2.0"],
  [/^Azure Linux:(\d+)$/, ([, major]) => `Azure Linux:${major}.0`],
  // Other places that packages come from are other packages.
  [/^(Maven|Packagist|ConanCenter):/, () => null],
  [/^GIT$/, () => null],
];

/** What a package is looked up by, of the ecosystem that a record names, https://ossf.github.io/osv-schema/#defined-ecosystems */
export function ecosystemOf(name: string): string | null {
  for (const [pattern, rename] of rules) {
    const match = pattern.exec(name);
    if (match) return rename(match);
  }
  return name;
}

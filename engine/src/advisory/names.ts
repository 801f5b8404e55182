/** Ecosystems in which several spellings are one package. */
const oneSpelling: Readonly<Record<string, (name: string) => string>> = {
  NuGet: (name) => name.toLowerCase(),
  Packagist: (name) => name.toLowerCase(),
  // https://packaging.python.org/en/latest/specifications/name-normalization/
  PyPI: (name) => name.toLowerCase().replace(/[-_.]+/g, "-"),
};

/** A package's name as advisories are kept by it. */
export function advisedName(ecosystem: string, name: string): string {
  return Object.hasOwn(oneSpelling, ecosystem) ? (oneSpelling[ecosystem]?.(name) ?? name) : name;
}

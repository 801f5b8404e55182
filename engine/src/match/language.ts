import type { Matcher } from "./target.ts";

export const npm: Matcher = {
  target: ({ name, version }) => ({
    ecosystem: "npm",
    name,
    version,
    scheme: "npm",
    fixedOnly: false,
  }),
};

/** https://packaging.python.org/en/latest/specifications/name-normalization/ */
export const pypi: Matcher = {
  target: ({ name, version }) => ({
    ecosystem: "PyPI",
    name: name.toLowerCase().replace(/[-_.]+/g, "-"),
    version,
    scheme: "pep440",
    fixedOnly: false,
  }),
};

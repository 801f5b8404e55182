/** The names under which answers are cached: hooks ask by them, live events find by them. */
export const keys = {
  session: ["session"],
  about: ["about"],
  database: ["database"],
  registries: ["registries"],
  spaces: ["spaces"],
  images: ["images"],
  image: ["image"],
  artifacts: ["artifacts"],
  artifact: ["artifact"],
  report: ["report"],
  findings: ["findings"],
  scan: ["scan"],
  log: ["log"],
} as const;

import { type Sentences, say, type Values } from "../said.ts";

/** Why no advisories could be held against a package. */
export const gapReasons = {
  "distribution-unknown": "the image does not say which distribution it is",
  "ecosystem-unknown": "the advisory database does not know {{ecosystem}}",
  "type-without-advisories": "there are no advisories for packages of the type {{type}}",
  "system-without-advisories": "there are no advisories for packages of {{system}}",
  "not-of-ubuntu": "{{name}} is not Ubuntu's own ({{maintainer}}): no advisories for it",
  "not-of-debian": "{{name}} is not Debian's own ({{maintainer}}): no advisories for it",
  "not-of-distribution":
    "{{name}} is not the distribution's own ({{maintainer}}): no advisories for it",
  "module-unnamed": "packages of an AlmaLinux module that do not name it cannot be told apart",
  "go-versionless": "Go modules built from a working copy have no version",
  "java-groupless": "Java archives whose group is not known cannot be looked up",
  /** Of one advisory and package. */
  unjudged: "{{id}} in {{name}} could not be judged: {{error}}",
} as const satisfies Sentences;

export const gapOf = (code: keyof typeof gapReasons, values?: Values): string =>
  say(gapReasons, code, values);

import type { Sentences } from "../said.ts";

/** What is said of an image that a rule is not content with. */
export const reasonWords = {
  "findings-more": "{{count}} findings ({{conditions}}): {{listed}} and {{more}} more",
  "findings-unjudged-more":
    "{{count}} findings cannot be judged ({{conditions}}), as it is not known {{missing}}: {{listed}} and {{more}} more",
  "findings-unjudged":
    "{{count}} findings cannot be judged ({{conditions}}), as it is not known {{missing}}: {{listed}}",
  "finding-unjudged":
    "1 finding cannot be judged ({{conditions}}), as it is not known {{missing}}: {{listed}}",
  finding: "1 finding ({{conditions}}): {{listed}}",
  findings: "{{count}} findings ({{conditions}}): {{listed}}",
  "never-scanned": "the image was never scanned",
  "base-unknown": "it is not known what the image was built upon",
  "base-not-allowed": "it is built upon {{name}}, which is not among the allowed base images",
  "end-of-life": "its distribution gets no security fixes any more since {{date}}",
  "report-old": "its newest report is of {{date}}, more than {{count}} days ago",
  "report-old-day": "its newest report is of {{date}}, more than 1 day ago",
  "database-undated": "the scanner does not tell how old its advisories are",
  "database-old": "the advisories are of {{date}}, more than {{count}} days ago",
  "database-old-day": "the advisories are of {{date}}, more than 1 day ago",
  "unchecked-unknown": "the scanner does not tell what it could not check",
  unchecked: "no advisories could be held against {{count}} packages",
  "unchecked-one": "no advisories could be held against 1 package",
  licences: "licences that are not allowed: {{listed}}",
  "licences-unknown": "the scanner does not tell the licences of packages",
  "packages-unknown": "the scanner does not tell what is installed",
  packages: "packages that are not allowed: {{listed}}",
} as const satisfies Sentences;

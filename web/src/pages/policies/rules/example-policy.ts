import type { TFunction } from "i18next";

/** What a new policy begins with: what most people want to know before an image sails. */
export const examplePolicy = (t: TFunction): string => `rules:
  - name: ${t("policies.example.exploited")}
    result: fail
    finding:
      kev: true
  - name: ${t("policies.example.critical")}
    result: fail
    finding:
      severity: critical
      fixable: true
  - name: ${t("policies.example.high")}
    result: warn
    finding:
      severity: high
      fixable: true
  - name: ${t("policies.example.ended")}
    result: warn
    image:
      endOfLife: true
  - name: ${t("policies.example.recent")}
    result: warn
    image:
      reportOlderThanDays: 30
`;

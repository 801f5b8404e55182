/** What a new policy begins with: what most people want to know before an image sails. */
export const examplePolicy = `rules:
  - name: exploited in the wild
    result: fail
    finding:
      kev: true
  - name: critical, and a fix is there
    result: fail
    finding:
      severity: critical
      fixable: true
  - name: high, and a fix is there
    result: warn
    finding:
      severity: high
      fixable: true
  - name: nobody looks after the distribution
    result: warn
    image:
      endOfLife: true
  - name: scanned within a month
    result: warn
    image:
      reportOlderThanDays: 30
`;

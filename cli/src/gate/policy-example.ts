/** A policy to start from: what is not commented out is a good beginning, the rest says what else there is. */
export const policyExample = `# What an image has to be like. All rules are looked at; the worst result counts.
# A rule has a name of its own, a result (fail or warn), and either finding or image. docs/policies.md has more.
rules:
  # finding: met by each finding of which ALL of this is true.
  - name: Nothing that is known to be exploited
    result: fail
    finding:
      kev: true                  # in CISA's list of known exploited vulnerabilities

  - name: Nothing critical or high that has a fix
    result: fail
    finding:
      severity: high             # this severity or a worse one
      fixable: true              # a fixed version is known
      # fixableForDays: 14       # … for at least so many days (known to the service only)
      # publishedDays: 30        # published at least so many days ago
      # seenDays: 30             # first seen in this image so long ago (known to the service only)
      # cvss: 7.0                # a score of at least this
      # epss: 0.1                # a probability of exploitation of at least this, 0 to 1
      # ids: [CVE-2026-*]        # ids or aliases; * stands for anything
      # packages: [openssl*, "pkg:npm/lodash"]   # names or package URLs
      # types: [deb, npm]        # types of packages, as package URLs have them
      # status: [fixed, affected]   # will_not_fix, fix_deferred, under_investigation, end_of_life
      # from: own                # of one's own lines, or base: of the base image

  # image: met if ANY of this is true.
  - name: Its distribution still gets fixes
    result: fail
    image:
      endOfLife: true

  - name: What is known is fresh
    result: warn
    image:
      databaseOlderThanDays: 7   # advisories older than so many days
      unchecked: true            # packages that no advisories could be held against
      # reportOlderThanDays: 30  # its newest report (for the service)
      # notScanned: true         # it was never scanned (for the service)
      # baseImages: ["docker.io/library/debian:12*"]   # those that are allowed
      # licenses: [AGPL-*]       # licences that are not
      # packages: [netcat*, "log4j-core@2.14.*"]   # packages that are not
`;

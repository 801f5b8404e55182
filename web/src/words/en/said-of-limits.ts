/** Of the service's sentences: what advisories do not hold; the codes are the service's. */
export const saidOfLimits = {
  databaseLimit: {
    snapshot:
      "A snapshot of public sources, not a live database: what was published later is missing.",
    alpine:
      "Alpine: 3.15 to 3.24 and edge only; 3.18 and newer as of the day each was first released, 3.15 to 3.17 as of February 2023.",
    debian:
      "Debian: 10 to 14, from the changelogs of 170 to 330 source packages; what has no fix yet is not listed.",
    almalinux:
      "AlmaLinux: packages of modules are not in it, since its notices do not name their streams.",
    partial: "npm, Maven and NuGet are partial.",
  },
};

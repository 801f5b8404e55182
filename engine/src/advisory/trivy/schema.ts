export const databaseFile = "trivy.db";
export const metadataFile = "metadata.json";
/** https://github.com/aquasecurity/trivy-db, of which Trivy 0.74 reads no other. */
export const schemaVersion = 2;
/** Buckets that hold no advisories. */
export const buckets = {
  sources: "data-source",
  details: "vulnerability",
  products: "Red Hat CPE",
} as const;

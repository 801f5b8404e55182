import type { PackageType } from "../package.ts";

/** Who packages for Debian without being Debian, by the domain of their address: Debian's advisories say nothing about their versions. */
const thirdParties = [
  "nodesource.com",
  "docker.com",
  "microsoft.com",
  "hashicorp.com",
  "mongodb.com",
  "10gen.com",
  "f5.com",
  "nginx.com",
  "oss.oracle.com",
  "percona.com",
  "mariadb.org",
  "elastic.co",
  "grafana.com",
  "influxdata.com",
  "datadoghq.com",
  "gitlab.com",
  "github.com",
  "eclipse.org",
  "azul.com",
  "amazon.com",
  "nvidia.com",
  "cloudflare.com",
  "sury.org",
  "kubernetes.io",
  "redis.com",
  "redis.io",
  "clickhouse.com",
  "confluent.io",
  "yarnpkg.com",
  "dan.cx",
  "packages.google.com",
  "newrelic.com",
  "splunk.com",
  "teleport.com",
];

/** How the distributions that use RPM name themselves as vendors. */
const rpmDistributions = [
  "almalinux",
  "amazon linux",
  "amazon.com",
  "amazon web services",
  "amazon aws",
  "centos",
  "cloudlinux",
  "fedora project",
  "microsoft corporation",
  "openeuler",
  "opensuse",
  "oracle america",
  "red hat",
  "rocky enterprise software foundation",
  "rocky linux",
  "suse",
  "vmware",
];

type Rule = (maintainer: string | null) => boolean;
const rules: Readonly<Partial<Record<PackageType, Rule>>> = {
  /** `Name <address@domain>`. */
  deb(maintainer) {
    const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(maintainer ?? "")?.[1]?.toLowerCase();
    return (
      domain !== undefined &&
      thirdParties.some((known) => domain === known || domain.endsWith(`.${known}`))
    );
  },
  /** What no distribution signs for is somebody's own. */
  rpm(vendor) {
    const name = (vendor ?? "").trim().toLowerCase();
    return !rpmDistributions.some((known) => name.startsWith(known));
  },
};

/** Whether a system package is of someone else than the distribution. */
export function isThirdParty(type: PackageType, maintainer: string | null): boolean {
  return rules[type]?.(maintainer) ?? false;
}

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

/** `Name <address@domain>`. */
export function isThirdParty(maintainer: string | null): boolean {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(maintainer ?? "")?.[1]?.toLowerCase();
  return (
    domain !== undefined &&
    thirdParties.some((known) => domain === known || domain.endsWith(`.${known}`))
  );
}

import { Anchor, Code, Group, Stack, Text } from "@mantine/core";
import type { Artifact, ReportFinding } from "@plimsoll/api";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Digest } from "../../components/copy/digest.tsx";
import { Facts } from "../../components/facts/facts.tsx";
import { KevMark } from "../../components/kev-mark/kev-mark.tsx";
import { ServiceText } from "../../components/service-text/service-text.tsx";
import { SeverityMark } from "../../components/severity/severity-mark.tsx";
import { formatProbability, formatScore } from "../../format/numbers.ts";
import { formatDay } from "../../format/times.ts";
import { safeLinks } from "../../url/safe-links.ts";
import { useLanguage } from "../../words/use-language.ts";
import { AcceptFinding } from "./accept-finding.tsx";
import styles from "./report.module.css";

type FindingDetailProps = { finding: ReportFinding; artifact: Artifact };

/** Everything known about one finding, so that a person can check it. */
export function FindingDetail({ finding, artifact }: FindingDetailProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { cvssScores, cwes, epss, layer, origin, severitySource, published, modified, aliases } =
    finding;
  const rows: (readonly [string, ReactNode])[] = [
    [t("findings.package"), `${finding.package.name} ${finding.package.version}`],
    [t("findings.fixedIn"), finding.fixedVersions.join(", ")],
    [t("finding.foundBy"), finding.foundBy.join(", ")],
    [t("findings.status"), t(`findingStatus.${finding.status}`)],
    [t("finding.why"), <ServiceText key="why" text={finding.why} />],
    [t("finding.source"), finding.source],
    [t("artifact.platform"), finding.platform],
    [t("findings.path"), finding.package.path && <Code>{finding.package.path}</Code>],
    ["purl", <Code key="purl">{finding.package.purl}</Code>],
    [t("origin.cameWith"), origin.from && t(`origin.${origin.from}`)],
    [t("origin.chain"), origin.chain.length > 1 && origin.chain.join(" › ")],
    [t("origin.manifest"), origin.manifest && <Code key="manifest">{origin.manifest}</Code>],
    [
      t("findings.layer"),
      layer && (
        <Stack key="layer" gap={2}>
          <Group gap={6}>
            {t("finding.layerNumber", { number: layer.index })}
            <Digest digest={layer.digest} />
          </Group>
          {origin.instruction && (
            <Code block className={styles.command ?? ""}>
              {origin.instruction.text}
            </Code>
          )}
        </Stack>
      ),
    ],
    [
      "CVSS",
      cvssScores.length > 0 && (
        <Stack key="cvss" gap={2}>
          {cvssScores.map(({ score, vector, source }) => (
            <span key={`${source} ${vector}`}>
              {formatScore(score, language)} {source && `(${source})`} <Code>{vector}</Code>
            </span>
          ))}
        </Stack>
      ),
    ],
    ["EPSS", epss !== null && t("finding.epss", { share: formatProbability(epss, language) })],
    [t("finding.severityBy"), severitySource],
    ["CWE", cwes.join(", ")],
    [t("finding.published"), published && formatDay(published, language)],
    [t("finding.modified"), modified && formatDay(modified, language)],
    [t("finding.aliases"), aliases.join(", ")],
    [t("finding.references"), <References key="references" urls={finding.references} />],
  ];
  return (
    <Stack>
      <Group gap="xs">
        <SeverityMark severity={finding.severity} />
        {finding.kev && <KevMark />}
      </Group>
      {finding.title && <Text fw={600}>{finding.title}</Text>}
      {finding.description && (
        <Text size="sm" className={styles.prose ?? ""}>
          {finding.description}
        </Text>
      )}
      <AcceptFinding finding={finding} artifact={artifact} />
      <Facts rows={rows} />
    </Stack>
  );
}

function References({ urls }: { urls: string[] }) {
  const links = safeLinks(urls);
  if (links.length === 0) return "–";
  return (
    <ul>
      {links.map((url) => (
        <li key={url}>
          <Anchor href={url} target="_blank" rel="noopener noreferrer nofollow" size="sm">
            {url}
          </Anchor>
        </li>
      ))}
    </ul>
  );
}

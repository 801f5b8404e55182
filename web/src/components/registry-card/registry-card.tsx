import { Group, Text, Title } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { TextLink } from "../links/links.tsx";
import { SampleBadge } from "../sample-badge/sample-badge.tsx";
import { Particulars } from "../states/particulars.tsx";
import { InstalledScanners } from "./installed-scanners.tsx";
import { RegistryActions } from "./registry-actions.tsx";
import styles from "./registry-card.module.css";
import { RegistryHealth } from "./registry-health.tsx";
import { RegistrySync } from "./registry-sync.tsx";
import { TrivyNote } from "./trivy-note.tsx";

type RegistryCardProps = { registry: Registry; onEdit: () => void };

export function RegistryCard({ registry, onEdit }: RegistryCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const heading = useId();
  const counts = [
    [t("registry.spaces"), registry.spaces],
    [t("registry.images"), registry.images],
    [t("registry.artifacts"), registry.artifacts],
  ] as const;
  return (
    <article className={styles.card} aria-labelledby={heading}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
        <div className={styles.name}>
          <Title order={2} id={heading}>
            <TextLink to="/images" search={{ registry: registry.id }} inherit c="inherit">
              {registry.name}
            </TextLink>
          </Title>
          <Text size="xs" c="dimmed">
            {t(`registryKind.${registry.kind}`)}
            {registry.operation && ` · ${t(`registryOperation.${registry.operation}`)}`}
            {registry.version && ` · ${registry.version}`}
          </Text>
        </div>
        <Group gap={6} wrap="nowrap">
          {registry.sample && <SampleBadge />}
          <RegistryHealth health={registry.health} />
        </Group>
      </Group>
      <Text className={styles.address}>{registry.address}</Text>
      {registry.insecure && (
        <Text size="xs" c="var(--bad)">
          {t("registry.insecure")}
        </Text>
      )}
      {registry.health === "unhealthy" && (
        <div className={styles.why} role="note">
          <b>{t(`problem.${registry.healthCode ?? "registry-unreachable"}.title`)}</b>
          <Particulars
            code={registry.healthCode ?? "registry-unreachable"}
            detail={registry.healthDetail}
          />
        </div>
      )}
      <dl className={styles.counts}>
        {counts.map(([name, count]) => (
          <div key={name}>
            <dd>{formatCount(count, language)}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
      {registry.scanners.length > 0 && <InstalledScanners scanners={registry.scanners} />}
      <TrivyNote registry={registry} />
      <Group justify="space-between" mt="auto" gap="xs">
        <RegistrySync registry={registry} />
        <RegistryActions registry={registry} onEdit={onEdit} />
      </Group>
    </article>
  );
}

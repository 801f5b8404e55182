import { ActionIcon, Group, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Scanner } from "@plimsoll/api";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { RegistryHealth } from "../../components/registry-card/registry-health.tsx";
import { Particulars } from "../../components/states/particulars.tsx";
import { Ago } from "../../components/time/ago.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import styles from "./scanners.module.css";
import { UsedBy } from "./used-by.tsx";

type ScannerCardProps = { scanner: Scanner; onEdit: () => void };

export function ScannerCard({ scanner, onEdit }: ScannerCardProps) {
  const { t } = useTranslation();
  const heading = useId();
  const [removing, dialog] = useDisclosure();
  const { name, kind, registry, health, healthCode, healthDetail, description } = scanner;
  return (
    <article className={styles.card} aria-labelledby={heading}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Title order={2} id={heading}>
            {name}
          </Title>
          <Text size="xs" c="dimmed">
            {registry
              ? t("scanners.inHarbor", { registry: registry.name })
              : t(`scannerKind.${kind}`)}
          </Text>
        </div>
        <RegistryHealth health={health} />
      </Group>
      {description && (
        <Text size="sm">
          {description.name} {description.version} · {description.vendor}
          {description.databaseDate && (
            <>
              {" · "}
              {t("scanners.databaseOf")} <Ago time={description.databaseDate} />
            </>
          )}
        </Text>
      )}
      {health === "unhealthy" && (
        <div className={styles.why} role="note">
          {healthCode && <b>{t(`problem.${healthCode}.title`)}</b>}
          <Particulars code={healthCode} detail={healthDetail} />
        </div>
      )}
      <Group justify="space-between" mt="auto">
        <UsedBy usedBy={scanner.usedBy} />
        {scanner.config && (
          <Group gap={2}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("registry.edit", { name })}
              onClick={onEdit}
            >
              <IconPencil size={17} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("scanners.remove", { name })}
              onClick={dialog.open}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </Group>
        )}
      </Group>
      <RemoveDialog scanner={scanner} opened={removing} onClose={dialog.close} />
    </article>
  );
}

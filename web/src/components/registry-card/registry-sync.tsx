import { Group, Text } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Ago } from "../time/ago.tsx";

/** How fresh the list of images of a registry is. */
export function RegistrySync({ registry }: { registry: Registry }) {
  const { t } = useTranslation();
  const { syncState, syncedAt } = registry;
  if (syncState === "running")
    return (
      <Group gap={6} role="status">
        <IconRefresh size={14} aria-hidden />
        <Text size="xs">{t("registry.sync.running")}</Text>
      </Group>
    );
  const first = syncState === "failed" && syncedAt === null;
  return (
    <Text size="xs" c="dimmed" component="div">
      {t(`registry.sync.${first ? "failedFirst" : syncState}`)}{" "}
      {syncedAt && <Ago time={syncedAt} />}
    </Text>
  );
}

import type { Registry } from "@plimsoll/api";
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "./registry-card.module.css";

const icons = {
  healthy: IconCircleCheck,
  unhealthy: IconAlertTriangle,
  unknown: IconCircleDashed,
} as const;

export function RegistryHealth({ health }: { health: Registry["health"] }) {
  const { t } = useTranslation();
  const Icon = icons[health];
  return (
    <span className={styles.health} data-health={health}>
      <Icon size={15} aria-hidden />
      {t(`registryHealth.${health}`)}
    </span>
  );
}

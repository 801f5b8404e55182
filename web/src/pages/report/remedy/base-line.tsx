import { Text } from "@mantine/core";
import type { BaseImage } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import styles from "./remedy.module.css";

/** The base image, how sure that is, and what speaks for it. */
export function BaseLine({ base }: { base: BaseImage | null }) {
  const { t } = useTranslation();
  if (base === null)
    return (
      <Text size="sm" c="dimmed">
        {t("remedy.base.unknown")}
      </Text>
    );
  const layers = base.layers === null ? "" : t("remedy.base.layers", { count: base.layers });
  return (
    <details className={styles.base}>
      <summary>
        {t("remedy.base.is")} <b>{base.reference ?? t("remedy.base.unnamed")}</b> {layers} ·{" "}
        {t(`remedy.base.${base.confidence}`)}
      </summary>
      <ul>
        {base.evidence.map(({ kind, says }) => (
          <li key={`${kind} ${says}`}>
            {t(`remedy.evidence.${kind}`)} <code>{says}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

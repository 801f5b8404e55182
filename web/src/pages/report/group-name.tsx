import { Text } from "@mantine/core";
import type { LayerRef } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import type { FindingGrouping } from "../../data/use-findings.ts";
import styles from "./report.module.css";

export type GroupNameProps = {
  by: FindingGrouping;
  /** As the service names the group. */
  name: string;
  layers: readonly LayerRef[];
};

/** What the findings of a group have in common; of a layer, with the line that made it. */
export function GroupName({ by, name, layers }: GroupNameProps) {
  const { t } = useTranslation();
  if (by !== "layer") return name;
  const layer = layers.find(({ index }) => String(index) === name);
  if (layer === undefined) return t("findings.noLayer");
  return (
    <>
      {t("finding.layerNumber", { number: layer.index })}
      {layer.command && (
        <Text
          span
          display="block"
          className={`${styles.where} ${styles.code}`}
          title={layer.command}
        >
          {layer.command}
        </Text>
      )}
    </>
  );
}

import { Tooltip } from "@mantine/core";
import type { LayerRef } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { readableCommand } from "./command.ts";
import styles from "./report.module.css";

/** Which layer brought a package, and the command that made the layer. */
export function LayerCommand({ layer }: { layer: LayerRef | null }) {
  const { t } = useTranslation();
  if (layer === null) return null;
  const number = t("finding.layerNumber", { number: layer.index });
  if (layer.command === null) return number;
  const command = readableCommand(layer.command);
  return (
    <Tooltip label={command} multiline maw={420}>
      <div>
        {number}
        <div className={`${styles.where} ${styles.code}`}>{command}</div>
      </div>
    </Tooltip>
  );
}

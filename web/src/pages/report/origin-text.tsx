import { Tooltip } from "@mantine/core";
import type { Origin } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import styles from "./report.module.css";

type OriginTextProps = { origin: Origin; layer: number | null };

/** Whose layer brought a package, and the line that made the layer. */
export function OriginText({ origin, layer }: OriginTextProps) {
  const { t } = useTranslation();
  if (layer === null) return null;
  const number = t("finding.layerNumber", { number: layer });
  const whose = origin.from === null ? number : `${t(`origin.${origin.from}`)} · ${number}`;
  if (origin.instruction === null) return whose;
  return (
    <Tooltip label={origin.instruction.text} multiline maw={420}>
      <div>
        {whose}
        <div className={`${styles.where} ${styles.code}`}>{origin.instruction.text}</div>
      </div>
    </Tooltip>
  );
}

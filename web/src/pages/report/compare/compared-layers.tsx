import type { Comparison } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { ScaleBar } from "../../../components/scale-bar/scale-bar.tsx";
import styles from "./compare.module.css";

/** Which steps of the build what changed came and went with. */
export function ComparedLayers({ layers }: { layers: Comparison["layers"] }) {
  const { t } = useTranslation();
  if (layers.length === 0) return null;
  return (
    <details className={styles.part}>
      <summary>{t("compare.layers", { count: layers.length })}</summary>
      <ul className={styles.layers}>
        {layers.map(({ change, index, instruction, summary }) => (
          <li key={`${change} ${index}`}>
            <b>{t(`compare.${change}`, { count: summary.total })}</b>
            <span>
              {t("finding.layerNumber", { number: index })} <code>{instruction?.text}</code>
            </span>
            <ScaleBar summary={summary} />
          </li>
        ))}
      </ul>
    </details>
  );
}

import { Badge } from "@mantine/core";
import type { ReportLayer } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Digest } from "../../../components/copy/digest.tsx";
import { ScaleBar } from "../../../components/scale-bar/scale-bar.tsx";
import styles from "./layers.module.css";

/** One step: its line, whose it is, and what it brought. */
export function LayerRow({ layer }: { layer: ReportLayer }) {
  const { t } = useTranslation();
  const { index, digest, instruction, from, packages, summary } = layer;
  return (
    <li className={styles.layer} data-empty={index === null || undefined}>
      <span className={styles.index}>{index ?? "–"}</span>
      <div className={styles.made}>
        <code>{instruction?.text ?? t("layers.unknownStep")}</code>
        <div className={styles.facts}>
          {from && (
            <Badge variant="light" color={from === "own" ? "hull" : "gray"}>
              {t(`origin.${from}`)}
            </Badge>
          )}
          {digest && <Digest digest={digest} />}
          {index !== null && t("layers.packages", { count: packages })}
        </div>
      </div>
      <div className={styles.brought}>{summary.total > 0 && <ScaleBar summary={summary} />}</div>
    </li>
  );
}

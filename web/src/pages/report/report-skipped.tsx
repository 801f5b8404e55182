import { Code } from "@mantine/core";
import type { Skipped } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { ServiceText } from "../../components/service-text/service-text.tsx";
import styles from "./report.module.css";

/** What the scan had to leave out: without it a reader would take the result for whole. */
export function ReportSkipped({ skipped }: { skipped: Skipped[] }) {
  const { t } = useTranslation();
  return (
    <Callout tone="warn">
      <details className={styles.skipped}>
        <summary>{t("report.skipped", { count: skipped.length })}</summary>
        <ul>
          {skipped.map(({ path, reason, layer }) => (
            <li key={`${layer}/${path}/${reason}`}>
              <Code>{path}</Code> <ServiceText text={reason} />
              {layer !== null && ` (${t("finding.layerNumber", { number: layer })})`}
            </li>
          ))}
        </ul>
      </details>
    </Callout>
  );
}

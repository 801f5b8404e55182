import { Code } from "@mantine/core";
import type { Skipped } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { useSaid } from "../../components/fault/use-said.ts";
import styles from "./report.module.css";

/** What the scan had to leave out: without it a reader would take the result for whole. */
export function ReportSkipped({ skipped }: { skipped: Skipped[] }) {
  const { t, i18n } = useTranslation();
  const say = useSaid();
  // The service's own text names the place within an archive by itself.
  const inside = (said: Skipped["said"]) =>
    said?.values.place !== undefined && i18n.exists(`skippedReason.${said.code}`)
      ? `${said.values.place}: `
      : "";
  return (
    <Callout tone="warn">
      <details className={styles.skipped}>
        <summary>{t("report.skipped", { count: skipped.length })}</summary>
        <ul>
          {skipped.map(({ path, reason, said, layer }) => (
            <li key={`${layer}/${path}/${reason}`}>
              <Code>{path}</Code> {inside(said)}
              {say(`skippedReason.${said?.code ?? ""}`, said, reason)}
              {layer !== null && ` (${t("finding.layerNumber", { number: layer })})`}
            </li>
          ))}
        </ul>
      </details>
    </Callout>
  );
}

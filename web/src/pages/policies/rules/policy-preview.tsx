import { Text } from "@mantine/core";
import type { ImageScope } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { Scrollable } from "../../../components/scrollable/scrollable.tsx";
import { ServiceText } from "../../../components/service-text/service-text.tsx";
import { ProblemAlert } from "../../../components/states/problem-alert.tsx";
import { VerdictBadge } from "../../../components/verdict/verdict-badge.tsx";
import { usePolicyPreview } from "../../../data/use-policies.ts";
import { useServiceWords } from "../../../words/service/use-service-words.ts";
import styles from "./rules.module.css";
import { VerdictCounts } from "./verdict-counts.tsx";

/** What would be blocked now, and why. */
export function PolicyPreview({ document, scope }: { document: string; scope: ImageScope }) {
  const { t } = useTranslation();
  const said = useServiceWords();
  const preview = usePolicyPreview(document, scope);
  if (preview.isError) return <ProblemAlert error={preview.error} />;
  if (preview.data === undefined) return <Text size="sm">{t("policies.previewing")}</Text>;
  const { faults, counts, images } = preview.data;
  if (faults.length > 0)
    return (
      <Callout tone="bad" title={t("policies.faults")} role="alert">
        <ul className={styles.list}>
          {faults.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <ServiceText text={path === "" ? message : `${path}: ${message}`} />
            </li>
          ))}
        </ul>
      </Callout>
    );
  return (
    <section aria-label={t("policies.preview")} className={styles.preview}>
      <b>{t("policies.preview")}</b>
      {counts && <VerdictCounts counts={counts} />}
      <Scrollable label={t("policies.wouldNotPass")}>
        <ul className={styles.list}>
          {images.map(({ artifactId, name, result, reasons }) => (
            <li key={artifactId}>
              <VerdictBadge result={result} /> <b>{name}</b>{" "}
              {reasons.map(({ text }) => said(text) ?? text).join(t("policies.between"))}
            </li>
          ))}
        </ul>
      </Scrollable>
    </section>
  );
}

import { Text } from "@mantine/core";
import type { Summary } from "@plimsoll/api";
import { severities } from "@plimsoll/api/bare";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { SeveritySwatch } from "../severity/severity-mark.tsx";
import styles from "./scan-cell.module.css";

/** All six, also where there are none: they add up to the total. */
export function ScanCardCounts({ summary, unchecked }: { summary: Summary; unchecked: number }) {
  const { t } = useTranslation();
  return (
    <>
      <dl className={styles.counts}>
        {severities.map((severity) => (
          <Count key={severity} count={summary[severity]} name={t(`severity.${severity}`)}>
            <SeveritySwatch severity={severity} />
          </Count>
        ))}
      </dl>
      <dl className={styles.counts} data-total>
        <Count count={summary.total} name={t("card.total")} />
        <Count count={summary.fixable} name={t("card.fixable")} />
      </dl>
      {unchecked > 0 && (
        <Text size="xs" mt={6}>
          {t("card.unchecked", { count: unchecked })}
        </Text>
      )}
    </>
  );
}

function Count(props: { count: number; name: string; children?: ReactNode }) {
  const language = useLanguage();
  return (
    <div data-none={props.count === 0 || undefined}>
      <dt>
        {props.children}
        {props.name}
      </dt>
      <dd>{formatCount(props.count, language)}</dd>
    </div>
  );
}

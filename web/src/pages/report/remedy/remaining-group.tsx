import { Anchor, Text } from "@mantine/core";
import type { Meanwhile, Plan } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { ScaleBar } from "../../../components/scale-bar/scale-bar.tsx";
import { formatDay } from "../../../format/times.ts";
import { safeLinks } from "../../../url/safe-links.ts";
import { useLanguage } from "../../../words/use-language.ts";
import { ChangeText } from "./change-text.tsx";
import { FindingRefs } from "./finding-refs.tsx";
import styles from "./remedy.module.css";

/** What no step clears, why, and what can be done about it meanwhile. */
export function RemainingGroup({ group }: { group: Plan["remaining"][number] }) {
  const { t } = useTranslation();
  const { reason, summary, findings, meanwhile } = group;
  return (
    <article className={styles.step}>
      <header className={styles.title}>
        <h3>{t(`remedy.reason.${reason}.title`, { count: summary.total })}</h3>
      </header>
      <ScaleBar summary={summary} />
      <Text size="sm">{t(`remedy.reason.${reason}.text`)}</Text>
      {meanwhile.length > 0 && (
        <ul className={styles.meanwhile}>
          {meanwhile.map((one) => (
            <li key={JSON.stringify(one)}>
              <MeanwhileText meanwhile={one} />
            </li>
          ))}
        </ul>
      )}
      <FindingRefs label={t("remedy.these", { count: findings.length })} refs={findings} />
    </article>
  );
}

function MeanwhileText({ meanwhile }: { meanwhile: Meanwhile }) {
  const { t } = useTranslation();
  const language = useLanguage();
  switch (meanwhile.kind) {
    case "wait":
      return t("remedy.meanwhile.wait");
    case "accept":
      return t("remedy.meanwhile.accept", { date: formatDay(meanwhile.until, language) });
    case "replace-distribution":
      return meanwhile.to === null
        ? t("remedy.meanwhile.replace", { from: meanwhile.from })
        : t("remedy.meanwhile.replaceBy", { from: meanwhile.from, to: meanwhile.to });
    case "mitigation": {
      const [url] = safeLinks([meanwhile.url]);
      return (
        <>
          {t("remedy.meanwhile.mitigation")}{" "}
          {url && (
            <Anchor href={url} target="_blank" rel="noopener noreferrer nofollow" size="sm">
              {url}
            </Anchor>
          )}
        </>
      );
    }
    case "remove-package": {
      const names = [...new Set(meanwhile.packages.map(({ name }) => name))];
      return (
        <>
          {t("remedy.meanwhile.remove", { names: names.slice(0, 12).join(", ") })}
          {meanwhile.changes.slice(0, 1).map((change) => (
            <ChangeText key={change.text} change={change} />
          ))}
        </>
      );
    }
  }
}

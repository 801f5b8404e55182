import type { Overview } from "@plimsoll/api";
import { verdictResults } from "@plimsoll/api/bare";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/links/links.tsx";
import { VerdictBadge } from "../../components/verdict/verdict-badge.tsx";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./overview.module.css";

/** What may sail: images by the verdict of their policy. */
export function Verdicts({ verdicts }: { verdicts: Overview["verdicts"] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (verdictResults.every((result) => verdicts[result] === 0))
    return (
      <TextLink to="/policies" size="sm">
        {t("overview.noPolicy")}
      </TextLink>
    );
  return (
    <ul className={styles.states}>
      {verdictResults.map((result) => (
        <li key={result}>
          <VerdictBadge result={result} /> <b>{formatCount(verdicts[result], language)}</b>
        </li>
      ))}
    </ul>
  );
}

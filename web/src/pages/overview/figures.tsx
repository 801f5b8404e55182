import type { Overview } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/links/links.tsx";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./overview.module.css";

/** The numbers that a bar cannot show, each leading to what it counts. */
export function Figures({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { summary, exploited, images } = overview;
  return (
    <ul className={styles.figures}>
      <li>
        <b>{formatCount(summary.total, language)}</b> {t("overview.inImages", { count: images })}
      </li>
      <li>
        <TextLink to="/vulnerabilities" search={{ fixable: true }} size="sm">
          <b>{formatCount(summary.fixable, language)}</b> {t("overview.fixable")}
        </TextLink>
      </li>
      <li>
        <TextLink to="/vulnerabilities" search={{ kev: true }} size="sm">
          <b>{formatCount(exploited.findings, language)}</b>{" "}
          {t("overview.exploited", { count: exploited.images })}
        </TextLink>
      </li>
    </ul>
  );
}

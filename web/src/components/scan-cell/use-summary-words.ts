import type { Summary } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { present } from "../scale-bar/scale-bar.tsx";

/** A scale bar in words: "Critical 2, High 14". */
export function useSummaryWords(): (summary: Summary) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (summary) =>
    present(summary)
      .map((severity) => `${t(`severity.${severity}`)} ${formatCount(summary[severity], language)}`)
      .join(", ") || t("scale.none");
}

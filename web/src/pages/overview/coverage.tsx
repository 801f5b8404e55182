import type { Overview } from "@plimsoll/api";
import { scanStates } from "@plimsoll/api/bare";
import { useTranslation } from "react-i18next";
import { useStateWord } from "../../components/scan-cell/use-state-word.ts";
import { formatCount, formatShare } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./overview.module.css";

/** How much has been looked at: of what can be scanned, the share that is complete, and every state with its count, from what is done to what is not. */
export function Coverage({ coverage }: { coverage: Overview["coverage"] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const word = useStateWord();
  const all = scanStates.reduce((sum, state) => sum + coverage[state], 0);
  const scannable = all - coverage["not-supported"];
  const share = scannable === 0 ? 0 : coverage.complete / scannable;
  return (
    <>
      <div className={styles.share}>
        <b>{formatShare(share, language)}</b> {t("overview.covered")}
      </div>
      <ul className={styles.states}>
        {scanStates
          .filter((state) => coverage[state] > 0)
          .reverse()
          .map((state) => (
            <li key={state}>
              {word(state)} <b>{formatCount(coverage[state], language)}</b>
            </li>
          ))}
      </ul>
    </>
  );
}

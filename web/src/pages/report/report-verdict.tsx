import type { Artifact } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { ServiceText } from "../../components/service-text/service-text.tsx";
import { VerdictBadge } from "../../components/verdict/verdict-badge.tsx";
import { useVerdict } from "../../data/use-verdict.ts";
import styles from "./report.module.css";

/** Whether it may sail, by which policy, and every reason against. */
export function ReportVerdict({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const verdict = useVerdict(artifact.id, artifact.verdict !== null);
  if (artifact.verdict === null) return null;
  const { result, policyName } = artifact.verdict;
  // Of what was never scanned, every rule says so.
  const reasons = Map.groupBy(verdict.data?.reasons ?? [], ({ text }) => text);
  return (
    <div className={styles.verdict}>
      <VerdictBadge result={result} /> {t("verdict.by", { name: policyName })}
      {reasons.size > 0 && (
        <ul>
          {[...reasons].map(([text, rules]) => (
            <li key={text}>
              <b>{rules.map(({ rule }) => rule).join(", ")}</b>: <ServiceText text={text} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

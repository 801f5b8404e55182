import type { VerdictResult } from "@plimsoll/api";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "./verdict.module.css";

const icons: Readonly<Record<VerdictResult, typeof IconCircleX>> = {
  fail: IconCircleX,
  unknown: IconHelpCircle,
  warn: IconAlertTriangle,
  pass: IconCircleCheck,
};

/** What a policy says, in its colour, with its sign and in words. */
export function VerdictBadge({ result }: { result: VerdictResult }) {
  const { t } = useTranslation();
  const Icon = icons[result];
  return (
    <span className={styles.badge} data-result={result}>
      <Icon size={14} aria-hidden />
      {t(`verdict.${result}`)}
    </span>
  );
}

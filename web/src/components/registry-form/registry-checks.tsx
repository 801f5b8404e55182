import type { RegistryCheck } from "@plimsoll/api";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "../registry-card/registry-card.module.css";

const icons = {
  passed: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  skipped: IconCircleMinus,
} as const;

type RegistryChecksProps = { test: { passed: boolean; checks: RegistryCheck[] } };

/** What was tried, each on its own line: where the first one fails is where to look. */
export function RegistryChecks({ test }: RegistryChecksProps) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <b>{t(test.passed ? "registryForm.passed" : "registryForm.failed")}</b>
      <ul className={styles.checks}>
        {test.checks.map(({ name, result, code, detail }) => {
          const Icon = icons[result];
          return (
            <li key={name} data-result={result}>
              <Icon size={18} aria-hidden />
              <div>
                <b>{t(`registryCheck.${name}`)}</b> · {t(`checkResult.${result}`)}
                {code && <div>{t(`problem.${code}.hint`)}</div>}
                {detail && <div>{detail}</div>}
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

import type { Registry, RegistryCheck } from "@plimsoll/api";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "../registry-card/registry-card.module.css";
import { MakeTrivyDefault } from "../registry-card/trivy-note.tsx";
import { Particulars } from "../states/particulars.tsx";

const icons = {
  passed: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  skipped: IconCircleMinus,
} as const;

type RegistryChecksProps = {
  test: { passed: boolean; checks: RegistryCheck[] };
  /** Null while it is not stored: then nothing can be done in it from here. */
  registry: Registry | null;
};

/** What was tried, each on its own line: where the first one fails is where to look. */
export function RegistryChecks({ test, registry }: RegistryChecksProps) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <b>{t(test.passed ? "registryForm.passed" : "registryForm.failed")}</b>
      <ul className={styles.checks}>
        {test.checks.map(({ name, result, code, detail, action }) => {
          const Icon = icons[result];
          return (
            <li key={name} data-result={result}>
              <Icon size={18} aria-hidden />
              <div>
                <b>{t(`registryCheck.${name}`)}</b> · {t(`checkResult.${result}`)}
                <Particulars code={code} detail={detail} />
                {action === "set-default-scanner" &&
                  (registry === null ? (
                    <div>{t("registry.trivy.later")}</div>
                  ) : (
                    <MakeTrivyDefault registry={registry} />
                  ))}
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

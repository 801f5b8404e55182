import type { Client } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Callout } from "../callout/callout.tsx";
import { Particulars } from "../states/particulars.tsx";

type ScannerTestResultProps = { test: Awaited<ReturnType<Client["testScanner"]>> };

/** Who answered, or why nobody did. */
export function ScannerTestResult({ test }: ScannerTestResultProps) {
  const { t } = useTranslation();
  const { passed, description, code, detail } = test;
  return (
    <Callout
      tone={passed ? "note" : "bad"}
      title={t(passed ? "registryForm.passed" : "registryForm.failed")}
      role="status"
    >
      {description && `${description.name} ${description.version} (${description.vendor})`}
      <Particulars code={code} detail={detail} />
    </Callout>
  );
}

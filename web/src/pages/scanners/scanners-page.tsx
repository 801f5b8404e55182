import { useTranslation } from "react-i18next";
import { Page } from "../../components/page/page.tsx";
import { LoadingRows } from "../../components/states/loading-rows.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { ProblemState } from "../../components/states/problem-state.tsx";
import { useDatabase } from "../../data/use-database.ts";
import { BuiltinScanner } from "./builtin-scanner.tsx";

export function ScannersPage() {
  const { t } = useTranslation();
  const database = useDatabase();
  return (
    <Page title={t("frame.scanners")}>
      {database.isPending && <LoadingRows rows={3} height={80} />}
      {database.isError && (
        <Panel>
          <ProblemState error={database.error} onRetry={() => void database.refetch()} />
        </Panel>
      )}
      {database.data && <BuiltinScanner database={database.data} />}
    </Page>
  );
}

import type { Artifact } from "@plimsoll/api";
import { IconReportSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFault } from "../../components/fault/use-fault.ts";
import { ScanButtons } from "../../components/scan-cell/scan-buttons.tsx";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";

/** In the place of what a report would show. */
export function NoReport({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const fault = useFault();
  const { title, detail } = fault({ code: artifact.reasonCode, text: artifact.reason });
  const text = artifact.reason
    ? [title, detail].filter(Boolean).join(t("cell.between"))
    : t(`report.none.${artifact.state}`);
  // Of what cannot be scanned there will be none.
  const never = artifact.state === "not-supported";
  return (
    <Panel>
      <Empty
        icon={<IconReportSearch />}
        title={t(never ? "scanState.not-supported" : "report.none.title")}
        text={text}
      >
        <ScanButtons artifact={artifact} />
      </Empty>
    </Panel>
  );
}

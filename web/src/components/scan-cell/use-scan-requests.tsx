import type { ScanAccepted } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { useScanActions } from "../../data/use-scan-actions.ts";
import { useMay } from "../../data/use-session.ts";
import { tell } from "../notices/notices.tsx";
import { problemWords } from "../states/problem-words.ts";

/** Starts and stops scans and says what came of it. */
export function useScanRequests() {
  const { t } = useTranslation();
  const { start, stop } = useScanActions();
  const may = useMay("scans.run");

  const failed = (error: unknown) => {
    const { code } = problemWords(error);
    void tell({
      color: "red",
      title: t(`problem.${code}.title`),
      message: t(`problem.${code}.hint`),
    });
  };
  const accepted = ({ scans, refused }: ScanAccepted) => {
    if (scans.length > 0) void tell({ message: t("scan.queued", { count: scans.length }) });
    const [first] = refused;
    if (first === undefined) return;
    void tell({
      color: "yellow",
      title: t("scan.refused", { count: refused.length }),
      message: t(`problem.${first.code}.title`),
    });
  };

  return {
    /** By the scanner chosen for the place, or by the one named. */
    scan: (artifactIds: string[], scannerId?: string) =>
      start.mutate(
        { artifactIds, ...(scannerId ? { scannerId } : {}) },
        { onSuccess: accepted, onError: failed },
      ),
    stop: (ids: string[]) =>
      stop.mutate(ids, {
        onSuccess: ({ stopped }) =>
          void tell({ message: t("scan.stopped", { count: stopped.length }) }),
        onError: failed,
      }),
    busy: start.isPending || stop.isPending,
    may,
  };
}

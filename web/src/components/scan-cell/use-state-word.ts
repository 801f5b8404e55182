import type { ScanState } from "@plimsoll/api";
import { useTranslation } from "react-i18next";

/** A state where it is only told: "View Log" is what a failed scan's link says, not what it is. */
export function useStateWord(): (state: ScanState) => string {
  const { t } = useTranslation();
  return (state) => (state === "failed" ? t("log.failed") : t(`scanState.${state}`));
}

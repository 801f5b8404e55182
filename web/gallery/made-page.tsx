import { useTranslation } from "react-i18next";
import { Page } from "../src/components/page/page.tsx";
import { LoadingRows } from "../src/components/states/loading-rows.tsx";

/** Stands where a page would. */
export function MadePage() {
  const { t } = useTranslation();
  return (
    <Page title={t("frame.images")}>
      <LoadingRows />
    </Page>
  );
}

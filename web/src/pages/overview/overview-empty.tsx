import { IconPlugConnected } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../components/links/links.tsx";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";

/** The first step of a new installation. */
export function OverviewEmpty() {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty
        icon={<IconPlugConnected />}
        title={t("overview.empty.title")}
        text={t("overview.empty.text")}
      >
        <ButtonLink to="/registries">{t("frame.registries")}</ButtonLink>
      </Empty>
    </Panel>
  );
}

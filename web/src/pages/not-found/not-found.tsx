import { IconMapQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../components/links/links.tsx";
import { useTitle } from "../../components/page/use-title.ts";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t("notFound.title"));
  return (
    <Panel>
      <Empty
        order={1}
        icon={<IconMapQuestion />}
        title={t("notFound.title")}
        text={t("notFound.text")}
      >
        <ButtonLink to="/images" variant="default">
          {t("notFound.back")}
        </ButtonLink>
      </Empty>
    </Panel>
  );
}

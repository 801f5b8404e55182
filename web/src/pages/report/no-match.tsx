import { Button } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";

type NoMatchProps = { title: string; onClear: () => void };

/** In the place of a list of which the filter leaves nothing. */
export function NoMatch({ title, onClear }: NoMatchProps) {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty icon={<IconSearchOff />} title={title} text={t("state.fewerFilters")}>
        <Button variant="default" onClick={onClear}>
          {t("action.clearFilter")}
        </Button>
      </Empty>
    </Panel>
  );
}

import { Button } from "@mantine/core";
import { IconPlugConnected, IconSearchOff, IconStack2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../components/links/links.tsx";
import { Empty } from "../../components/states/empty.tsx";

type ImagesEmptyProps = { filtered: boolean; onClear: () => void };

export function ImagesEmpty({ filtered, onClear }: ImagesEmptyProps) {
  const { t } = useTranslation();
  if (filtered)
    return (
      <Empty
        icon={<IconSearchOff />}
        title={t("images.noMatch.title")}
        text={t("images.noMatch.text")}
      >
        <Button variant="default" onClick={onClear}>
          {t("action.clearFilter")}
        </Button>
      </Empty>
    );
  return (
    <Empty icon={<IconStack2 />} title={t("images.empty.title")} text={t("images.empty.text")}>
      <ButtonLink to="/registries" leftSection={<IconPlugConnected size={16} />}>
        {t("images.empty.next")}
      </ButtonLink>
    </Empty>
  );
}

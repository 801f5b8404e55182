import { Badge, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Whatever comes from the built-in registry says so. */
export function SampleBadge() {
  const { t } = useTranslation();
  return (
    <Tooltip label={t("sample.why")} multiline maw={280}>
      <Badge size="sm" radius="sm" variant="default" fw={500}>
        {t("sample.label")}
      </Badge>
    </Tooltip>
  );
}

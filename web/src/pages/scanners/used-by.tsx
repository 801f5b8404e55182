import { Text } from "@mantine/core";
import type { Scanner } from "@plimsoll/api";
import { useTranslation } from "react-i18next";

const named = 5;

/** The registries and spaces whose states and counts are this scanner's. */
export function UsedBy({ usedBy }: Pick<Scanner, "usedBy">) {
  const { t } = useTranslation();
  const names = usedBy.slice(0, named).map(({ registry, space }) => space ?? registry);
  const more = usedBy.length - names.length;
  const list = names.join(", ");
  return (
    <Text size="xs" c="dimmed">
      {names.length === 0
        ? t("scanners.unused")
        : more > 0
          ? t("scanners.usedByMore", { names: list, count: more })
          : t("scanners.usedBy", { names: list })}
    </Text>
  );
}

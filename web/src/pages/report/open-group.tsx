import { Button, Group, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { GroupName, type GroupNameProps } from "./group-name.tsx";
import { useFindingFilter } from "./use-finding-filter.ts";

/** Above the findings of one group: which it is, and the way back to all of them. */
export function OpenGroup(props: GroupNameProps) {
  const { t } = useTranslation();
  const { change } = useFindingFilter();
  return (
    <Group gap="sm">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowLeft size={15} />}
        onClick={() => change({ of: undefined })}
      >
        {t(`findings.all.${props.by}`)}
      </Button>
      <Text component="h2" size="sm" fw={600}>
        <GroupName {...props} />
      </Text>
    </Group>
  );
}

import { ActionIcon, Button, Group, Select, Stack, Text } from "@mantine/core";
import type { ScannerChoice as Choice } from "@plimsoll/api";
import { IconArrowUp, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type ChoiceOf, useChooseScanners, useScannerChoice } from "../../data/use-scanners.ts";
import { LoadingRows } from "../states/loading-rows.tsx";
import { ProblemAlert } from "../states/problem-alert.tsx";
import { ProblemState } from "../states/problem-state.tsx";
import styles from "./scanner-choice.module.css";

type ScannerChoiceProps = { of: ChoiceOf; label: string };

/** The scanners of a registry or a space in their order; the first is the one whose result counts. */
export function ScannerChoice({ of, label }: ScannerChoiceProps) {
  const choice = useScannerChoice(of);
  if (choice.isPending) return <LoadingRows rows={2} height={36} />;
  if (choice.isError)
    return <ProblemState error={choice.error} onRetry={() => void choice.refetch()} />;
  return <Chosen of={of} label={label} choice={choice.data} />;
}

function Chosen({ of, label, choice }: ScannerChoiceProps & { choice: Choice }) {
  const { t } = useTranslation();
  const choose = useChooseScanners(of);
  const ids = choice.scanners.map(({ id }) => id);
  const others = choice.candidates.filter(({ id }) => !ids.includes(id));
  const first = (id: string) => choose.mutate([id, ...ids.filter((one) => one !== id)]);
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        {t(`scannerChoice.from.${choice.from}`)}
      </Text>
      <ol className={styles.list} aria-label={label}>
        {choice.scanners.map(({ id, name, health, healthDetail }, at) => (
          <li key={id}>
            <div className={styles.name}>
              <b>{name}</b>
              {at === 0 && <Text size="xs">{t("scannerChoice.counts")}</Text>}
              {health === "unhealthy" && (
                <Text size="xs" c="var(--bad)">
                  {healthDetail ?? t("registryHealth.unhealthy")}
                </Text>
              )}
            </div>
            {at > 0 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("scannerChoice.first", { name })}
                onClick={() => first(id)}
              >
                <IconArrowUp size={16} />
              </ActionIcon>
            )}
            {choice.from === "chosen" && ids.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("scannerChoice.leaveOut", { name })}
                onClick={() => choose.mutate(ids.filter((one) => one !== id))}
              >
                <IconX size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
      {choose.error && <ProblemAlert error={choose.error} />}
      <Group gap="xs" align="flex-end">
        <Select
          aria-label={t("scannerChoice.add")}
          placeholder={t("scannerChoice.add")}
          size="xs"
          value={null}
          disabled={others.length === 0 || choose.isPending}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => id && choose.mutate([id, ...ids])}
        />
        {choice.from === "chosen" && (
          <Button
            size="xs"
            variant="default"
            loading={choose.isPending}
            onClick={() => choose.mutate([])}
          >
            {t("scannerChoice.reset")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

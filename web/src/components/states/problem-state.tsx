import { Button, Code, EmptyState, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemText } from "./problem-text.tsx";
import { problemWords } from "./problem-words.ts";
import styles from "./states.module.css";

type ProblemStateProps = { error: unknown; onRetry?: (() => void) | undefined };

/** What happened, what to do about it, and another try. */
export function ProblemState({ error, onRetry }: ProblemStateProps) {
  const { t } = useTranslation();
  const problem = problemWords(error);
  return (
    <EmptyState
      py="xl"
      className={styles.told ?? ""}
      icon={<IconAlertTriangle />}
      variant="light"
      color="red"
      role="alert"
    >
      <EmptyState.Title order={2}>{t(`problem.${problem.code}.title`)}</EmptyState.Title>
      <EmptyState.Description component="div">
        <ProblemText {...problem} />
        {problem.requestId && (
          <Group gap={6} mt="xs" justify="center">
            <Text size="xs">{t("problem.request")}</Text>
            <Code>{problem.requestId}</Code>
          </Group>
        )}
      </EmptyState.Description>
      {onRetry && (
        <EmptyState.Actions>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            onClick={() => onRetry()}
          >
            {t("action.retry")}
          </Button>
        </EmptyState.Actions>
      )}
    </EmptyState>
  );
}

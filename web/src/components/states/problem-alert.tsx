import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { problemWords } from "./problem-words.ts";

/** A refusal beside the form that was sent. */
export function ProblemAlert({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { code, detail } = problemWords(error);
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle />}
      title={t(`problem.${code}.title`)}
    >
      {t(`problem.${code}.hint`)}
      {detail && <div>{detail}</div>}
    </Alert>
  );
}

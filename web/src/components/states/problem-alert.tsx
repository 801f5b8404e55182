import { useTranslation } from "react-i18next";
import { Callout } from "../callout/callout.tsx";
import { problemWords } from "./problem-words.ts";

/** A refusal beside the form that was sent. */
export function ProblemAlert({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { code, detail } = problemWords(error);
  return (
    <Callout tone="bad" role="alert" title={t(`problem.${code}.title`)}>
      {t(`problem.${code}.hint`)}
      {detail && <div>{detail}</div>}
    </Callout>
  );
}

import { useTranslation } from "react-i18next";
import { ServiceText } from "../service-text/service-text.tsx";
import type { ProblemWords } from "./problem-words.ts";

/** What happened in particular, and the next step: the service's, which knows more, before that of its kind. */
export function ProblemText({ code, detail, hint }: ProblemWords) {
  const { t } = useTranslation();
  return (
    <>
      {detail && (
        <div>
          <ServiceText text={detail} />
        </div>
      )}
      <div>{hint ? <ServiceText text={hint} /> : t(`problem.${code}.hint`)}</div>
    </>
  );
}

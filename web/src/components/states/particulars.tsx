import type { ProblemCode } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { ServiceText } from "../service-text/service-text.tsx";

type ParticularsProps = { code: ProblemCode | null | undefined; detail: string | null };

/** What ails something, with the next step in it; where nobody said so, the next step of its kind. */
export function Particulars({ code, detail }: ParticularsProps) {
  const { t } = useTranslation();
  if (detail)
    return (
      <div>
        <ServiceText text={detail} />
      </div>
    );
  return code ? <div>{t(`problem.${code}.hint`)}</div> : null;
}

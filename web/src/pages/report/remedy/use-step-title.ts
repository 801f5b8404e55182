import type { RemedyStep } from "@plimsoll/api";
import { useTranslation } from "react-i18next";

/** What a step does, in one line. */
export function useStepTitle(): (step: RemedyStep) => string {
  const { t } = useTranslation();
  return ({ kind, packages, base }) => {
    const [first] = packages;
    const names = new Set(packages.map(({ name }) => name));
    return t(`remedy.step.${kind}`, {
      count: names.size,
      name: first?.name ?? "",
      version: first?.to ?? "",
      from: base?.from ?? first?.from ?? "",
      to: base?.to ?? first?.to ?? "",
    });
  };
}

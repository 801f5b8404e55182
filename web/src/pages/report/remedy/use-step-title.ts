import type { RemedyStep } from "@plimsoll/api";
import { useTranslation } from "react-i18next";

/** What a step does, in one line. */
export function useStepTitle(): (step: RemedyStep) => string {
  const { t } = useTranslation();
  return ({ kind, packages, base }) => {
    const [first] = packages;
    const { size } = new Set(packages.map(({ name }) => name));
    // Two groups, not plurals: a language without plurals names the one package too.
    return t(size === 1 || !isOfMany(kind) ? `remedy.step.${kind}` : `remedy.steps.${kind}`, {
      count: size,
      name: first?.name ?? "",
      version: first?.to ?? "",
      from: base?.from ?? first?.from ?? "",
      to: base?.to ?? first?.to ?? "",
    });
  };
}

const ofMany = ["upgrade-os-packages", "upgrade-dependency", "remove-package"] as const;

function isOfMany(kind: RemedyStep["kind"]): kind is (typeof ofMany)[number] {
  return ofMany.some((one) => one === kind);
}

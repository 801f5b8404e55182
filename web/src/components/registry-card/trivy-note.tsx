import { Button } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { useRegistryActions } from "../../data/use-registry-actions.ts";
import { Callout } from "../callout/callout.tsx";
import { ProblemAlert } from "../states/problem-alert.tsx";

type TrivyProps = { registry: Registry };

/** Of a hosted Harbor that does not scan with Trivy: what is amiss, and what can be done from here. */
export function TrivyNote({ registry }: TrivyProps) {
  const { t } = useTranslation();
  const state = registry.trivy?.state ?? "default";
  if (state === "default") return null;
  return (
    <Callout tone="warn">
      {t(`registry.trivy.${state}`)}
      {state === "not-default" && <MakeTrivyDefault registry={registry} />}
    </Callout>
  );
}

export function MakeTrivyDefault({ registry: { id, trivy } }: TrivyProps) {
  const { t } = useTranslation();
  const { setDefaultScanner } = useRegistryActions();
  const scannerId = trivy?.scannerId ?? null;
  if (scannerId === null) return null;
  return (
    <>
      {setDefaultScanner.error && <ProblemAlert error={setDefaultScanner.error} />}
      <Button
        variant="default"
        size="xs"
        mt={6}
        display="block"
        loading={setDefaultScanner.isPending}
        disabled={setDefaultScanner.isSuccess}
        onClick={() => setDefaultScanner.mutate({ id, body: { scannerId } })}
      >
        {t("registry.trivy.makeDefault")}
      </Button>
    </>
  );
}

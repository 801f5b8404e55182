import { Button, Group, Select, Stack, Switch, TagsInput, Text } from "@mantine/core";
import type { AdmissionSettings } from "@plimsoll/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { Card } from "../../../components/card/card.tsx";
import { Copyable } from "../../../components/copy/copyable.tsx";
import { ProblemAlert } from "../../../components/states/problem-alert.tsx";
import { Waiting } from "../../../components/states/waiting.tsx";
import { useAdmission } from "../../../data/use-admission.ts";
import { useMay } from "../../../data/use-session.ts";

const onUnknown = ["allow", "deny"] as const;

/** What a cluster is answered that asks before it runs an image. */
export function GateTab() {
  const { settings } = useAdmission();
  if (!settings.isSuccess) return <Waiting for={settings} rows={2} height={90} />;
  return <AdmissionCard saved={settings.data} />;
}

function AdmissionCard({ saved }: { saved: AdmissionSettings }) {
  const { t } = useTranslation();
  const mayChange = useMay("admission.edit");
  const { update, makeSecret } = useAdmission();
  const [values, setValues] = useState(saved);
  const change = (next: Partial<AdmissionSettings>) => setValues((now) => ({ ...now, ...next }));
  const address = `${window.location.origin}/admission/kubernetes`;
  const error = update.error ?? makeSecret.error;
  return (
    <Card title={t("admission.title")}>
      <Text size="sm">{t("admission.text")}</Text>
      <Copyable text={address} label={t("form.copyAddress")} />
      <Stack gap="sm" maw={560}>
        <Switch
          label={t("admission.enabled")}
          checked={values.enabled}
          disabled={!mayChange}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        <Switch
          label={t("admission.dryRun")}
          checked={values.dryRun}
          disabled={!mayChange}
          onChange={(event) => change({ dryRun: event.currentTarget.checked })}
        />
        <Select
          label={t("admission.onUnknown")}
          data={onUnknown.map((one) => ({ value: one, label: t(`admission.${one}`) }))}
          value={values.onUnknown}
          allowDeselect={false}
          disabled={!mayChange}
          onChange={(value) =>
            change({ onUnknown: onUnknown.find((one) => one === value) ?? "allow" })
          }
        />
        <TagsInput
          label={t("admission.exemptNamespaces")}
          placeholder="kube-*"
          value={values.exemptNamespaces}
          disabled={!mayChange}
          onChange={(exemptNamespaces) => change({ exemptNamespaces })}
        />
        <TagsInput
          label={t("admission.exemptImages")}
          placeholder="registry.example.com/tools/*"
          value={values.exemptImages}
          disabled={!mayChange}
          onChange={(exemptImages) => change({ exemptImages })}
        />
      </Stack>
      {error && <ProblemAlert error={error} />}
      {update.isSuccess && <Text role="status">{t("admission.saved")}</Text>}
      {makeSecret.data && (
        <Callout tone="warn" title={t("admission.once")} role="status">
          <Copyable text={makeSecret.data.secret} label={t("channels.copySecret")} />
        </Callout>
      )}
      {mayChange && (
        <Group gap="xs">
          <Button size="xs" loading={update.isPending} onClick={() => update.mutate(values)}>
            {t("action.save")}
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={makeSecret.isPending}
            onClick={() => makeSecret.mutate()}
          >
            {t("admission.makeSecret")}
          </Button>
        </Group>
      )}
    </Card>
  );
}

import "../../../no-eval.ts";
import {
  Group,
  MultiSelect,
  PasswordInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import {
  type Channel,
  channelKinds,
  notifiedEvents,
  templateNames,
  unknownNames,
} from "@plimsoll/api";
import { severities } from "@plimsoll/api/bare";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormFoot } from "../../../components/form-foot/form-foot.tsx";
import { ScopeFields } from "../../../components/image-scope/scope-fields.tsx";
import { useChannelActions } from "../../../data/use-channels.ts";
import { type ChannelValues, channelValuesOf, targetOf, templateOf } from "./channel-values.ts";

const digests = ["none", "hourly", "daily"] as const;

type ChannelFormProps = {
  channel: Channel | null;
  /** With the secret that webhooks are signed by, where one was made. */
  onDone: (signingSecret: string | null) => void;
};

export function ChannelForm({ channel, onDone }: ChannelFormProps) {
  const { t } = useTranslation();
  const { create, update } = useChannelActions();
  const [values, setValues] = useState(() => channelValuesOf(channel));
  const [marked, setMarked] = useState(false);
  const change = (next: Partial<ChannelValues>) => setValues((now) => ({ ...now, ...next }));
  const target = targetOf(values);
  const needsTarget = target === null && channel === null;
  const missing = values.name.trim() === "" || values.events.length === 0;

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (missing || needsTarget || unknownNames(values.title + values.text).length > 0) return;
    const { name, kind, events, scope, severity, onlyDeployed, digest, enabled } = values;
    const body = {
      ...{ name, kind, events, scope, severity, onlyDeployed, digest, enabled },
      template: templateOf(values),
    };
    if (channel)
      update.mutate(
        { id: channel.id, body: target ? { ...body, target } : body },
        { onSuccess: () => onDone(null) },
      );
    else if (target)
      create.mutate(
        { ...body, target },
        { onSuccess: ({ signingSecret }) => onDone(signingSecret) },
      );
  }

  const required = (empty: boolean) => marked && empty && t("form.required");
  const unknown = (text: string) => {
    const [name] = unknownNames(text);
    return name !== undefined && t("channels.noName", { name: braced(name) });
  };
  const keeps = channel ? t("form.keeps") : undefined;
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <Group grow align="start">
          <TextInput
            label={t("form.name")}
            required
            value={values.name}
            error={required(values.name.trim() === "")}
            onChange={(event) => change({ name: event.currentTarget.value })}
            data-autofocus
          />
          <Select
            label={t("channels.kind")}
            data={channelKinds.map((one) => ({ value: one, label: t(`channelKind.${one}`) }))}
            value={values.kind}
            allowDeselect={false}
            disabled={channel !== null}
            onChange={(value) =>
              change({ kind: channelKinds.find((one) => one === value) ?? "webhook" })
            }
          />
        </Group>
        {values.kind === "email" ? (
          <>
            <TagsInput
              label={t("channels.to")}
              placeholder="team@example.com"
              description={keeps}
              value={values.to}
              error={required(needsTarget && values.to.length === 0)}
              onChange={(to) => change({ to })}
            />
            <Group grow align="start">
              <TextInput
                label={t("channels.sender")}
                placeholder="plimsoll@example.com"
                value={values.from}
                error={required(needsTarget && values.from === "")}
                onChange={(event) => change({ from: event.currentTarget.value })}
              />
              <PasswordInput
                label={t("channels.server")}
                placeholder="smtp://user:password@mail.example.com:587"
                value={values.server}
                error={required(needsTarget && values.server === "")}
                onChange={(event) => change({ server: event.currentTarget.value })}
                visibilityToggleButtonProps={{ "aria-label": t("channels.showServer") }}
              />
            </Group>
          </>
        ) : (
          <>
            <TextInput
              label={t("channels.url")}
              placeholder="https://"
              description={keeps}
              required={channel === null}
              value={values.url}
              error={required(needsTarget)}
              onChange={(event) => change({ url: event.currentTarget.value })}
            />
            {(values.kind === "dingtalk" || values.kind === "feishu") && (
              <PasswordInput
                label={t("channels.secret")}
                value={values.secret}
                onChange={(event) => change({ secret: event.currentTarget.value })}
                visibilityToggleButtonProps={{ "aria-label": t("form.showSecret") }}
              />
            )}
          </>
        )}
        <MultiSelect
          label={t("channels.events")}
          data={notifiedEvents.map((one) => ({ value: one, label: t(`notifiedEvent.${one}`) }))}
          value={values.events}
          error={required(values.events.length === 0)}
          onChange={(chosen) =>
            change({ events: notifiedEvents.filter((one) => chosen.includes(one)) })
          }
        />
        <Group grow align="start">
          <Select
            label={t("channels.severity")}
            data={severities.map((one) => ({ value: one, label: t(`severity.${one}`) }))}
            value={values.severity}
            allowDeselect={false}
            onChange={(value) =>
              change({ severity: severities.find((one) => one === value) ?? "critical" })
            }
          />
          <Select
            label={t("channels.digest")}
            data={digests.map((one) => ({ value: one, label: t(`channelDigest.${one}`) }))}
            value={values.digest}
            allowDeselect={false}
            onChange={(value) => change({ digest: digests.find((one) => one === value) ?? "none" })}
          />
        </Group>
        <ScopeFields scope={values.scope} onChange={(scope) => change({ scope })} />
        <Switch
          label={t("channels.onlyDeployed")}
          description={t("schedules.deployedHint")}
          checked={values.onlyDeployed}
          onChange={(event) => change({ onlyDeployed: event.currentTarget.checked })}
        />
        <TextInput
          label={t("channels.title")}
          description={t("channels.templateHint", { names: templateNames.map(braced).join(" ") })}
          placeholder="{{title}}"
          maxLength={200}
          value={values.title}
          error={unknown(values.title)}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <Textarea
          label={t("channels.text")}
          placeholder={`{{lines}}\n${location.origin}{{path}}`}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={values.text}
          error={unknown(values.text)}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
        <Switch
          label={t("channels.enabled")}
          checked={values.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        <FormFoot
          error={create.error ?? update.error}
          busy={create.isPending || update.isPending}
          action={t("action.save")}
          onCancel={() => onDone(null)}
        />
      </Stack>
    </form>
  );
}

function braced(name: string): string {
  return `{{${name}}}`;
}

import { Checkbox, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import type { ImageScope } from "@plimsoll/api";
import { vexJustifications } from "@plimsoll/api/bare";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useExceptionActions } from "../../data/use-exceptions.ts";
import { FormFoot } from "../form-foot/form-foot.tsx";
import { ScopeFields } from "../image-scope/scope-fields.tsx";
import { dayFromNow } from "./day-from-now.ts";

type ExceptionDialogProps = {
  opened: boolean;
  onClose: () => void;
  /** What is known where one comes from a finding. */
  suggested?: { vulnerability: string; package: string; scope: ImageScope } | undefined;
};

export function ExceptionDialog({ opened, onClose, suggested }: ExceptionDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t("exceptions.add")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <ExceptionForm suggested={suggested} onDone={onClose} />
    </Modal>
  );
}

/** Days for which one is accepted when nobody says otherwise. */
const usualDays = 90;

function ExceptionForm({
  suggested,
  onDone,
}: Pick<ExceptionDialogProps, "suggested"> & { onDone: () => void }) {
  const { t } = useTranslation();
  const { create } = useExceptionActions();
  const [vulnerability, setVulnerability] = useState(suggested?.vulnerability ?? "");
  const [name, setName] = useState(suggested?.package ?? "");
  const [scope, setScope] = useState<ImageScope>(suggested?.scope ?? {});
  const [reason, setReason] = useState("");
  const [justification, setJustification] = useState<string | null>(null);
  const [expires, setExpires] = useState(() => dayFromNow(usualDays));
  const [never, setNever] = useState(false);
  const [marked, setMarked] = useState(false);
  const required = (value: string) => marked && value.trim() === "" && t("form.required");

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (!vulnerability.trim() || !reason.trim() || (!never && !expires)) return;
    create.mutate(
      {
        ...{ vulnerability, reason, scope },
        package: name.trim() || null,
        justification: vexJustifications.find((one) => one === justification) ?? null,
        expires: never ? null : expires,
      },
      { onSuccess: onDone },
    );
  }

  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t("findings.vulnerability")}
          description={t("exceptions.pattern")}
          placeholder="CVE-2024-1234"
          required
          value={vulnerability}
          error={required(vulnerability)}
          onChange={(event) => setVulnerability(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={t("findings.package")}
          placeholder={t("exceptions.anyPackage")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ScopeFields scope={scope} onChange={setScope} />
        <Textarea
          label={t("exceptions.reason")}
          required
          autosize
          minRows={2}
          value={reason}
          error={required(reason)}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Select
          label={t("exceptions.justification")}
          placeholder={t("exceptions.noJustification")}
          data={vexJustifications.map((one) => ({
            value: one,
            label: t(`vexJustification.${one}`),
          }))}
          value={justification}
          onChange={setJustification}
          clearable
          clearButtonProps={{ "aria-label": t("action.clear") }}
        />
        <Group align="end">
          <TextInput
            type="date"
            label={t("exceptions.expires")}
            required={!never}
            disabled={never}
            min={dayFromNow(0)}
            value={expires}
            error={!never && required(expires)}
            onChange={(event) => setExpires(event.currentTarget.value)}
          />
          <Checkbox
            pb={8}
            label={t("exceptions.neverEnds")}
            checked={never}
            onChange={(event) => setNever(event.currentTarget.checked)}
          />
        </Group>
        <FormFoot
          error={create.error}
          busy={create.isPending}
          action={t("exceptions.accept")}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}

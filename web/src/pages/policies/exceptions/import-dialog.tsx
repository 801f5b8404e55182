import { Button, FileInput, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { dayFromNow } from "../../../components/exception-form/day-from-now.ts";
import { ScopeFields } from "../../../components/image-scope/scope-fields.tsx";
import { ServiceText } from "../../../components/service-text/service-text.tsx";
import { ProblemAlert } from "../../../components/states/problem-alert.tsx";
import { type ExceptionImport, useExceptionActions } from "../../../data/use-exceptions.ts";

const forms = ["trivyignore", "trivyignore-yaml", "harbor", "vex"] as const;

type ImportDialogProps = { opened: boolean; onClose: () => void };

/** Takes over what another tool was told to leave out. */
export function ImportDialog({ opened, onClose }: ImportDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t("exceptions.import")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <ImportForm onDone={onClose} />
    </Modal>
  );
}

function ImportForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { take } = useExceptionActions();
  const [form, setForm] = useState<ExceptionImport["form"]>("trivyignore");
  const [file, setFile] = useState<File | null>(null);
  const [scope, setScope] = useState<ExceptionImport["scope"]>({});
  const [reason, setReason] = useState("");
  const [expires, setExpires] = useState(() => dayFromNow(90));
  const send = async () => {
    if (!file) return;
    take.mutate({ form, text: await file.text(), scope, reason, expires: expires || null });
  };
  return (
    <Stack gap="sm">
      <Select
        label={t("exceptions.form")}
        data={forms.map((one) => ({ value: one, label: t(`exceptionForm.${one}`) }))}
        value={form}
        allowDeselect={false}
        onChange={(value) => setForm(forms.find((one) => one === value) ?? "trivyignore")}
      />
      <FileInput
        label={t("exceptions.file")}
        placeholder={t("exceptions.chooseFile")}
        required
        value={file}
        onChange={setFile}
      />
      <ScopeFields scope={scope} onChange={setScope} />
      <TextInput
        label={t("exceptions.reason")}
        description={t("exceptions.reasonForAll")}
        required
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t("exceptions.expires")}
        description={t("exceptions.expiresForAll")}
        value={expires}
        onChange={(event) => setExpires(event.currentTarget.value)}
      />
      {take.error && <ProblemAlert error={take.error} />}
      {take.data && (
        <Callout
          tone={take.data.skipped.length > 0 ? "warn" : "note"}
          title={t("exceptions.imported", { count: take.data.created })}
          role="status"
        >
          {take.data.skipped.map(({ line, reason: why }) => (
            <Text key={line} size="sm">
              <code>{line}</code> <ServiceText text={why} />
            </Text>
          ))}
        </Callout>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {t(take.data ? "action.close" : "action.cancel")}
        </Button>
        <Button
          loading={take.isPending}
          disabled={!file || reason.trim() === ""}
          onClick={() => void send()}
        >
          {t("exceptions.import")}
        </Button>
      </Group>
    </Stack>
  );
}

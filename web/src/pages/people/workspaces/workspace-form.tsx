import { Stack, Textarea, TextInput } from "@mantine/core";
import type { Workspace } from "@plimsoll/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormFoot } from "../../../components/form-foot/form-foot.tsx";
import { useWorkspaceActions } from "../../../data/use-workspaces.ts";

type WorkspaceFormProps = { workspace: Workspace | null; onDone: () => void };

export function WorkspaceForm({ workspace, onDone }: WorkspaceFormProps) {
  const { t } = useTranslation();
  const { create, update } = useWorkspaceActions();
  const [name, setName] = useState(workspace?.name ?? "");
  const [description, setDescription] = useState(workspace?.description ?? "");
  const [marked, setMarked] = useState(false);
  const missing = name.trim() === "";

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (missing) return;
    const body = { name, description };
    const options = { onSuccess: onDone };
    if (workspace) update.mutate({ id: workspace.id, body }, options);
    else create.mutate(body, options);
  }

  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t("form.name")}
          required
          value={name}
          error={marked && missing && t("form.required")}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          label={t("workspaces.description")}
          autosize
          minRows={2}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <FormFoot
          error={create.error ?? update.error}
          busy={create.isPending || update.isPending}
          action={t("action.save")}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}

import { Modal, MultiSelect, Select, Stack } from "@mantine/core";
import type { SpaceAccess } from "@plimsoll/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormFoot } from "../../../components/form-foot/form-foot.tsx";
import { useUpdateSpaceAccess, useWorkspaces } from "../../../data/use-workspaces.ts";

type SpaceAccessDialogProps = { space: SpaceAccess | null; onClose: () => void };

export function SpaceAccessDialog({ space, onClose }: SpaceAccessDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={space !== null}
      onClose={onClose}
      title={space ? t("list.editOf", { name: space.name }) : ""}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      {space && <SpaceAccessForm space={space} onDone={onClose} />}
    </Modal>
  );
}

const openings = ["registry", "open", "bound"] as const;

function SpaceAccessForm({ space, onDone }: { space: SpaceAccess; onDone: () => void }) {
  const { t } = useTranslation();
  const workspaces = useWorkspaces();
  const update = useUpdateSpaceAccess();
  const [opened, setOpened] = useState(space.opened);
  const [bound, setBound] = useState(space.workspaces.map(({ id }) => id));

  function save(event: FormEvent) {
    event.preventDefault();
    update.mutate({ id: space.id, body: { opened, workspaceIds: bound } }, { onSuccess: onDone });
  }

  return (
    <form onSubmit={save}>
      <Stack gap="sm">
        <Select
          label={t("spaces.opening")}
          data={openings.map((one) => ({ value: one, label: t(`spaceOpening.${one}`) }))}
          value={opened === null ? "registry" : opened ? "open" : "bound"}
          allowDeselect={false}
          onChange={(value) => setOpened(value === "registry" ? null : value === "open")}
          data-autofocus
        />
        <MultiSelect
          label={t("spaces.boundTo")}
          description={t("spaces.boundHint")}
          data={(workspaces.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={bound}
          searchable
          onChange={setBound}
        />
        <FormFoot
          error={update.error}
          busy={update.isPending}
          action={t("action.save")}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}

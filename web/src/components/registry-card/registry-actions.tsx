import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import type { Registry } from "@plimsoll/api";
import { IconPencil, IconRefresh, IconUnlink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useRegistryActions } from "../../data/use-registry-actions.ts";
import { problemWords } from "../states/problem-words.ts";
import { UnbindDialog } from "./unbind-dialog.tsx";

type RegistryActionsProps = { registry: Registry; onEdit: () => void };

/** The sample cannot be changed or taken away, so it offers only what works. */
export function RegistryActions({ registry, onEdit }: RegistryActionsProps) {
  const { t } = useTranslation();
  const { sync } = useRegistryActions();
  const [unbinding, dialog] = useDisclosure();
  const { name } = registry;

  function syncNow() {
    sync.mutate(registry.id, {
      onError: (error) => {
        const { code } = problemWords(error);
        notifications.show({
          color: "red",
          title: t(`problem.${code}.title`),
          message: t(`problem.${code}.hint`),
        });
      },
    });
  }

  return (
    <Group gap={2}>
      <Action
        label={t("registry.syncNow", { name })}
        tip={t("registry.syncNowShort")}
        loading={sync.isPending || registry.syncState === "running"}
        onClick={syncNow}
      >
        <IconRefresh size={17} />
      </Action>
      {!registry.sample && (
        <>
          <Action label={t("registry.edit", { name })} tip={t("action.edit")} onClick={onEdit}>
            <IconPencil size={17} />
          </Action>
          <Action
            label={t("registry.unbind", { name })}
            tip={t("registry.unbindShort")}
            onClick={dialog.open}
          >
            <IconUnlink size={17} />
          </Action>
          <UnbindDialog registry={registry} opened={unbinding} onClose={dialog.close} />
        </>
      )}
    </Group>
  );
}

type ActionProps = {
  label: string;
  tip: string;
  loading?: boolean;
  onClick: () => void;
  children: ReactNode;
};

function Action({ label, tip, loading = false, onClick, children }: ActionProps) {
  return (
    <Tooltip label={tip}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        loading={loading}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

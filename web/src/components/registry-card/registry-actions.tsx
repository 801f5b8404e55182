import { ActionIcon, Group, Menu, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Registry } from "@plimsoll/api";
import {
  IconDotsVertical,
  IconPencil,
  IconRefresh,
  IconSettings,
  IconShieldSearch,
  IconUnlink,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useRegistryActions } from "../../data/use-registry-actions.ts";
import { useMayChange } from "../../data/use-session.ts";
import { HarborSetupDialog } from "../harbor-setup/harbor-setup-dialog.tsx";
import { NativeLink } from "../links/native-link.tsx";
import { tell } from "../notices/notices.tsx";
import { ScannerChoiceDialog } from "../scanner-choice/scanner-choice-dialog.tsx";
import { problemWords } from "../states/problem-words.ts";
import { UnbindDialog } from "./unbind-dialog.tsx";

type RegistryActionsProps = { registry: Registry; onEdit: () => void };

/** The sample cannot be changed or taken away, so it offers only what works. */
export function RegistryActions({ registry, onEdit }: RegistryActionsProps) {
  const { t } = useTranslation();
  const { sync } = useRegistryActions();
  const [unbinding, unbind] = useDisclosure();
  const [choosing, choose] = useDisclosure();
  const [settingUp, setUp] = useDisclosure();
  const { name, nativeUrl } = registry;
  const mayChange = useMayChange("registries.edit")(registry);

  function syncNow() {
    sync.mutate(registry.id, {
      onError: (error) => {
        const { code } = problemWords(error);
        void tell({
          color: "red",
          title: t(`problem.${code}.title`),
          message: t(`problem.${code}.hint`),
        });
      },
    });
  }

  return (
    <Group gap={2}>
      <NativeLink name={name} href={nativeUrl} />
      {mayChange && (
        <>
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
                onClick={unbind.open}
              >
                <IconUnlink size={17} />
              </Action>
            </>
          )}
          <Menu position="bottom-end" width={230}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t("registry.more", { name })}>
                <IconDotsVertical size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconShieldSearch size={15} />} onClick={choose.open}>
                {t("registry.chooseScanners")}
              </Menu.Item>
              {registry.kind === "harbor" && (
                <Menu.Item leftSection={<IconSettings size={15} />} onClick={setUp.open}>
                  {t("registry.setUp")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </>
      )}
      <UnbindDialog registry={registry} opened={unbinding} onClose={unbind.close} />
      <ScannerChoiceDialog registry={registry} opened={choosing} onClose={choose.close} />
      <HarborSetupDialog registry={registry} opened={settingUp} onClose={setUp.close} />
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

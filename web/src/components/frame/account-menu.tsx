import { ActionIcon, Menu } from "@mantine/core";
import { IconKey, IconLogout, IconUserCircle, IconUserCog } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession, useSignOut } from "../../data/use-session.ts";
import { MenuLink } from "../links/links.tsx";

export function AccountMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { username, role } = useSession();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t("frame.account", { username })}
        >
          <IconUserCircle size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {username} · {t(`role.${role}`)}
        </Menu.Label>
        <MenuLink to="/account" leftSection={<IconUserCog size={16} />}>
          {t("frame.ownAccount")}
        </MenuLink>
        <MenuLink to="/tokens" leftSection={<IconKey size={16} />}>
          {t("frame.tokens")}
        </MenuLink>
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() =>
            signOut.mutate(undefined, {
              onSuccess: () => void navigate({ to: "/sign-in", replace: true }),
            })
          }
        >
          {t("frame.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { Button, Menu } from "@mantine/core";
import { IconBriefcase, IconChevronDown } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useChooseWorkspace, useSession } from "../../data/use-session.ts";
import styles from "./frame.module.css";

/** What the value of a menu's item stands for where no workspace is chosen. */
const platform = "platform";

/** In which workspace one acts; not there for who has no choice. */
export function WorkspaceMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { role, workspace, workspaces } = useSession();
  const choose = useChooseWorkspace();
  const administers = role === "administrator";
  if (workspaces.length === 0 || (workspaces.length === 1 && !administers)) return null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconBriefcase size={17} />}
          rightSection={<IconChevronDown size={14} />}
          aria-label={t("workspace.of", { name: workspace?.name ?? t("workspace.platform") })}
        >
          <span className={styles.workspaceName}>{workspace?.name ?? t("workspace.platform")}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={workspace?.id ?? platform}
          onChange={(value) => {
            const id = value === platform ? undefined : value;
            void choose(id).then(() => navigate({ to: "/" }));
          }}
        >
          <div className={styles.workspaces}>
            {administers && (
              <Menu.RadioItem value={platform} closeMenuOnClick>
                {t("workspace.platform")}
              </Menu.RadioItem>
            )}
            {workspaces.map(({ id, name }) => (
              <Menu.RadioItem key={id} value={id} closeMenuOnClick>
                {name}
              </Menu.RadioItem>
            ))}
          </div>
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

import { AppShell, Divider } from "@mantine/core";
import { IconPlugConnected, IconShieldSearch, IconStack2 } from "@tabler/icons-react";
import { useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "../../data/use-session.ts";
import { SideLink } from "../links/links.tsx";
import { AboutButton } from "./about-button.tsx";
import styles from "./frame.module.css";

export function SideBar() {
  const { t } = useTranslation();
  const { role } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <>
      <AppShell.Section grow>
        <SideLink
          to="/images"
          className={styles.sideLink ?? ""}
          // An artifact is reached through its image.
          active={path.startsWith("/images") || path.startsWith("/artifacts")}
          label={t("frame.images")}
          leftSection={<IconStack2 size={18} />}
        />
      </AppShell.Section>
      <AppShell.Section>
        {role === "administrator" && (
          <SideLink
            to="/registries"
            className={styles.sideLink ?? ""}
            active={path.startsWith("/registries")}
            label={t("frame.registries")}
            leftSection={<IconPlugConnected size={18} />}
          />
        )}
        {role === "administrator" && (
          <SideLink
            to="/scanners"
            className={styles.sideLink ?? ""}
            active={path.startsWith("/scanners")}
            label={t("frame.scanners")}
            leftSection={<IconShieldSearch size={18} />}
          />
        )}
        <Divider my={6} color="var(--line)" />
        <AboutButton />
      </AppShell.Section>
    </>
  );
}

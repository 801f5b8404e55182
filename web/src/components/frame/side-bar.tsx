import { AppShell, Divider } from "@mantine/core";
import {
  IconBug,
  IconGauge,
  IconGavel,
  IconPlugConnected,
  IconRadar2,
  IconSettings,
  IconShieldSearch,
  IconStack2,
  IconUsers,
} from "@tabler/icons-react";
import { useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "../../data/use-session.ts";
import { SideLink } from "../links/links.tsx";
import { AboutButton } from "./about-button.tsx";
import styles from "./frame.module.css";

const pages = [
  { to: "/", label: "frame.overview", Icon: IconGauge, isAt: (path: string) => path === "/" },
  {
    to: "/images",
    label: "frame.images",
    Icon: IconStack2,
    // An artifact is reached through its image.
    isAt: (path: string) => path.startsWith("/images") || path.startsWith("/artifacts"),
  },
  {
    to: "/scans",
    label: "frame.scans",
    Icon: IconRadar2,
    isAt: (path: string) => path.startsWith("/scans"),
  },
  {
    to: "/vulnerabilities",
    label: "frame.vulnerabilities",
    Icon: IconBug,
    isAt: (path: string) => path.startsWith("/vulnerabilities"),
  },
  {
    to: "/policies",
    label: "frame.policies",
    Icon: IconGavel,
    isAt: (path: string) => path.startsWith("/policies"),
  },
] as const;

/** For administrators: of a workspace, or of the platform. */
const managed = [
  {
    to: "/registries",
    label: "frame.registries",
    Icon: IconPlugConnected,
    needs: "registries.edit",
  },
  { to: "/scanners", label: "frame.scanners", Icon: IconShieldSearch, needs: "scanners.edit" },
  { to: "/people", label: "frame.people", Icon: IconUsers, needs: "audit.read" },
  { to: "/settings", label: "frame.settings", Icon: IconSettings, needs: "settings.read" },
] as const;

export function SideBar() {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <>
      <AppShell.Section grow>
        {pages.map(({ to, label, Icon, isAt }) => (
          <SideLink
            key={to}
            to={to}
            className={styles.sideLink ?? ""}
            active={isAt(path)}
            label={t(label)}
            leftSection={<Icon size={18} />}
          />
        ))}
      </AppShell.Section>
      <AppShell.Section>
        {managed
          .filter(({ needs }) => permissions.includes(needs))
          .map(({ to, label, Icon }) => (
            <SideLink
              key={to}
              to={to}
              className={styles.sideLink ?? ""}
              active={path.startsWith(to)}
              label={t(label)}
              leftSection={<Icon size={18} />}
            />
          ))}
        <Divider my={6} color="var(--line)" />
        <AboutButton />
      </AppShell.Section>
    </>
  );
}

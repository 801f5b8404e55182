import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "../links/links.tsx";
import { Logo } from "../logo/logo.tsx";
import { Notices } from "../notices/notices.tsx";
import { AccountMenu } from "./account-menu.tsx";
import styles from "./frame.module.css";
import { LanguageMenu } from "./language-menu.tsx";
import { LiveStatus } from "./live-status.tsx";
import { SearchBox } from "./search-box.tsx";
import { SideBar } from "./side-bar.tsx";
import { ThemeMenu } from "./theme-menu.tsx";
import { WorkspaceMenu } from "./workspace-menu.tsx";

/** What stands around every page of a person who is signed in. */
export function Frame() {
  const { t } = useTranslation();
  const [menuOpen, menu] = useDisclosure();
  const main = useNewPage(menu.close);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !menuOpen } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <Notices />
      <a href="#main" className={styles.skip}>
        {t("frame.skip")}
      </a>
      {/* Above the side bar, over which what the search finds hangs down. */}
      <AppShell.Header className={styles.header} zIndex={110}>
        <Burger
          opened={menuOpen}
          onClick={menu.toggle}
          hiddenFrom="sm"
          size="sm"
          aria-label={t(menuOpen ? "frame.closeMenu" : "frame.openMenu")}
          aria-expanded={menuOpen}
        />
        <TextLink to="/" className={styles.brand ?? ""} underline="never" aria-label="Plimsoll">
          <Logo />
          <span className={styles.name}>Plimsoll</span>
        </TextLink>
        <SearchBox />
        <Group gap={4} wrap="nowrap" ml="auto">
          <WorkspaceMenu />
          <LanguageMenu />
          <ThemeMenu />
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={styles.side} aria-label={t("frame.navigation")}>
        <SideBar />
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <LiveStatus />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

/** A new page is read from its start: the focus goes there, as after loading a document. */
function useNewPage(onNewPage: () => void) {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    main.current?.focus({ preventScroll: true });
    onNewPage();
  }, [path, onNewPage]);
  return main;
}

import { Center, Group, Paper, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { LanguageMenu } from "../frame/language-menu.tsx";
import { ThemeMenu } from "../frame/theme-menu.tsx";
import { Logo } from "../logo/logo.tsx";
import { useTitle } from "../page/use-title.ts";
import styles from "./door-page.module.css";

type DoorPageProps = { title: string; heading: string; children: ReactNode };

/** A page for who is not signed in: one card. */
export function DoorPage({ title, heading, children }: DoorPageProps) {
  useTitle(title);
  return (
    <main className={styles.page}>
      <Group justify="flex-end" p="xs" gap={4}>
        <LanguageMenu />
        <ThemeMenu />
      </Group>
      <Center className={styles.middle}>
        <Paper withBorder p="xl" className={styles.card}>
          <Stack>
            <Group gap="sm" wrap="nowrap">
              <Logo size={34} />
              <Title order={1}>{heading}</Title>
            </Group>
            {children}
          </Stack>
        </Paper>
      </Center>
    </main>
  );
}

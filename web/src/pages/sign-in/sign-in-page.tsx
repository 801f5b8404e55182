import {
  Button,
  Center,
  Group,
  Paper,
  PasswordInput,
  Stack,
  TextInput,
  Title,
} from "@mantine/core";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { LanguageMenu } from "../../components/frame/language-menu.tsx";
import { ThemeMenu } from "../../components/frame/theme-menu.tsx";
import { Logo } from "../../components/logo/logo.tsx";
import { useTitle } from "../../components/page/use-title.ts";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
import { useSignIn } from "../../data/use-session.ts";
import { safeNext } from "../../url/next-path.ts";
import styles from "./sign-in-page.module.css";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next } = route.useSearch();
  const signIn = useSignIn();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  useTitle(t("signIn.title"));

  function submit(event: FormEvent) {
    event.preventDefault();
    signIn.mutate(
      { username, password },
      { onSuccess: () => router.history.replace(safeNext(next, location.origin)) },
    );
  }

  return (
    <main className={styles.page}>
      <Group justify="flex-end" p="xs" gap={4}>
        <LanguageMenu />
        <ThemeMenu />
      </Group>
      <Center className={styles.middle}>
        <Paper withBorder p="xl" className={styles.card}>
          <form onSubmit={submit}>
            <Stack>
              <Group gap="sm">
                <Logo size={34} />
                <div>
                  <Title order={1}>{t("signIn.heading")}</Title>
                </div>
              </Group>
              {signIn.error && <ProblemAlert error={signIn.error} />}
              <TextInput
                label={t("signIn.username")}
                name="username"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                withAsterisk={false}
                autoFocus
                value={username}
                onChange={(event) => setUsername(event.currentTarget.value)}
              />
              <PasswordInput
                label={t("signIn.password")}
                name="password"
                autoComplete="current-password"
                required
                withAsterisk={false}
                visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              <Button type="submit" fullWidth loading={signIn.isPending}>
                {t("signIn.submit")}
              </Button>
            </Stack>
          </form>
        </Paper>
      </Center>
    </main>
  );
}

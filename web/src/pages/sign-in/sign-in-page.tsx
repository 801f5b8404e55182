import { Anchor, Button, Divider, Stack } from "@mantine/core";
import { apiPrefix, ssoPath } from "@plimsoll/api/bare";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { DoorPage } from "../../components/door-page/door-page.tsx";
import { isProblem } from "../../data/client.ts";
import { useSignInOffers } from "../../data/use-account.ts";
import { useSignIn } from "../../data/use-session.ts";
import { safeNext } from "../../url/next-path.ts";
import { CodeForm } from "./code-form.tsx";
import { PasswordForm } from "./password-form.tsx";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next, error } = route.useSearch();
  const signIn = useSignIn();
  const offers = useSignInOffers();
  const [given, setGiven] = useState({ username: "", password: "" });
  const [asked, setAsked] = useState(false);
  const target = safeNext(next, location.origin);

  function send(body: { username: string; password: string; code?: string }) {
    signIn.mutate(body, {
      onSuccess: () => router.history.replace(target),
      onError: (refusal) => {
        if (isProblem(refusal, "second-factor-needed")) setAsked(true);
      },
    });
  }

  if (asked)
    return (
      <DoorPage title={t("signIn.code.title")} heading={t("signIn.code.title")}>
        <CodeForm
          error={signIn.variables?.code === undefined ? null : signIn.error}
          busy={signIn.isPending}
          onSend={(code) => send({ ...given, code })}
        />
        <Anchor component="button" type="button" size="sm" onClick={() => setAsked(false)}>
          {t("signIn.code.back")}
        </Anchor>
      </DoorPage>
    );
  return (
    <DoorPage title={t("signIn.title")} heading={t("signIn.heading")}>
      {error && (
        <Callout tone="bad" role="alert" title={t(`problem.${error}.title`)}>
          {t(`problem.${error}.hint`)}
        </Callout>
      )}
      <PasswordForm
        given={given}
        error={signIn.error}
        busy={signIn.isPending}
        onChange={setGiven}
        onSend={() => send(given)}
      />
      {offers.data && offers.data.issuers.length > 0 && (
        <>
          <Divider label={t("signIn.or")} />
          <Stack gap="xs">
            {offers.data.issuers.map(({ id, name }) => (
              <Button
                key={id}
                component="a"
                variant="default"
                href={`${apiPrefix}${ssoPath(id)}?returnTo=${encodeURIComponent(target)}`}
              >
                {t("signIn.with", { name })}
              </Button>
            ))}
          </Stack>
        </>
      )}
    </DoorPage>
  );
}

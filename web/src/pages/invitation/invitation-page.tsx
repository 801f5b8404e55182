import { Button, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { DoorPage } from "../../components/door-page/door-page.tsx";
import { NewPassword } from "../../components/new-password/new-password.tsx";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
import { useAcceptInvitation, useInvitation } from "../../data/use-account.ts";

/** Where a link leads with which somebody chooses a password. The token stays behind the `#`, which no server sees. */
export function InvitationPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [token] = useState(() => location.hash.slice(1));
  const invitation = useInvitation(token);
  const accept = useAcceptInvitation();
  const [password, setPassword] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    accept.mutate(
      { token, password },
      { onSuccess: () => void navigate({ to: "/sign-in", replace: true }) },
    );
  }

  return (
    <DoorPage title={t("invitation.title")} heading={t("invitation.title")}>
      {(token === "" || invitation.isError) && (
        <Callout tone="bad" role="alert" title={t("invitation.over")}>
          {t("invitation.overHint")}
        </Callout>
      )}
      {invitation.data && (
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm">{t("invitation.text", { username: invitation.data.username })}</Text>
            {/* A manager of passwords keeps the new one under this name. */}
            <input
              type="text"
              name="username"
              autoComplete="username"
              value={invitation.data.username}
              readOnly
              hidden
            />
            {accept.error && <ProblemAlert error={accept.error} />}
            <NewPassword value={password} onChange={setPassword} />
            <Button type="submit" fullWidth loading={accept.isPending}>
              {t("invitation.submit")}
            </Button>
          </Stack>
        </form>
      )}
    </DoorPage>
  );
}

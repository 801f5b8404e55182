import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { invitationCreatedSchema } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { Callout } from "../../../components/callout/callout.tsx";
import { Copyable } from "../../../components/copy/copyable.tsx";
import { ProblemAlert } from "../../../components/states/problem-alert.tsx";
import { Ago } from "../../../components/time/ago.tsx";

type Created = z.infer<typeof invitationCreatedSchema>;
type InvitationDialogProps = { created: Created | null; error: Error | null; onClose: () => void };

/** The link, which nobody can show again. */
export function InvitationDialog({ created, error, onClose }: InvitationDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={created !== null || error !== null}
      onClose={onClose}
      title={t("people.invitation")}
      size="lg"
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      {error && <ProblemAlert error={error} />}
      {created && <InvitationLink created={created} onDone={onClose} />}
    </Modal>
  );
}

export function InvitationLink({ created, onDone }: { created: Created; onDone: () => void }) {
  const { t } = useTranslation();
  const link = new URL(created.path, location.origin).href;
  return (
    <Stack>
      <Callout tone="warn" role="status" title={t("people.linkOnce")}>
        <Copyable text={link} label={t("people.copyLink")} />
      </Callout>
      <Text size="sm">
        {t("people.linkText", { username: created.person.username })} {t("tokens.ends")}{" "}
        <Ago time={created.expiresAt} />.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t("action.close")}
        </Button>
      </Group>
    </Stack>
  );
}

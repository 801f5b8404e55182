import { Modal } from "@mantine/core";
import type { Channel } from "@plimsoll/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { CopyButton } from "../../../components/copy/copy-button.tsx";
import { ChannelForm } from "./channel-form.tsx";

type ChannelDialogProps = { edited: Channel | "new" | null; onClose: () => void };

/** The form, and after a webhook was made its secret, which is shown once. */
export function ChannelDialog({ edited, onClose }: ChannelDialogProps) {
  const { t } = useTranslation();
  const channel = edited === "new" ? null : edited;
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setSecret(null);
    onClose();
  };
  return (
    <Modal
      opened={edited !== null}
      onClose={close}
      size="lg"
      title={channel ? t("policies.editOf", { name: channel.name }) : t("channels.add")}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      {secret === null ? (
        <ChannelForm
          key={channel?.id ?? "new"}
          channel={channel}
          onDone={(made) => (made ? setSecret(made) : close())}
        />
      ) : (
        <Callout tone="warn" title={t("channels.secretOnce")}>
          <code>{secret}</code> <CopyButton text={secret} label={t("channels.copySecret")} />
        </Callout>
      )}
    </Modal>
  );
}

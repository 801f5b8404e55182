import type { Channel } from "@plimsoll/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { Copyable } from "../../../components/copy/copyable.tsx";
import { EditDialog } from "../../../components/editable-list/edit-dialog.tsx";
import type { Edited } from "../../../components/editable-list/editable-list.tsx";
import { ChannelForm } from "./channel-form.tsx";

type ChannelDialogProps = { edited: Edited<Channel>; onClose: () => void };

/** The form, and after a webhook was made its secret, which is shown once. */
export function ChannelDialog({ edited, onClose }: ChannelDialogProps) {
  const { t } = useTranslation();
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setSecret(null);
    onClose();
  };
  return (
    <EditDialog edited={edited} add={t("channels.add")} onClose={close}>
      {(channel) =>
        secret === null ? (
          <ChannelForm channel={channel} onDone={(made) => (made ? setSecret(made) : close())} />
        ) : (
          <Callout tone="warn" title={t("channels.secretOnce")}>
            <Copyable text={secret} label={t("channels.copySecret")} />
          </Callout>
        )
      }
    </EditDialog>
  );
}

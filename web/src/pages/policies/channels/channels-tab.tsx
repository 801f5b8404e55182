import { IconBell } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EditableList } from "../../../components/editable-list/editable-list.tsx";
import { useChannelActions, useChannels } from "../../../data/use-channels.ts";
import { ChannelCard } from "./channel-card.tsx";
import { ChannelDialog } from "./channel-dialog.tsx";

/** Where news goes. */
export function ChannelsTab() {
  const { t } = useTranslation();
  const { remove } = useChannelActions();
  return (
    <EditableList
      permission="channels.edit"
      list={useChannels()}
      add={t("channels.add")}
      none={{ icon: <IconBell />, title: t("channels.none.title"), text: t("channels.none.text") }}
      remove={remove}
      removeText={t("channels.removeText")}
      dialog={(edited, onClose) => <ChannelDialog edited={edited} onClose={onClose} />}
    >
      {(channel, actions) => <ChannelCard key={channel.id} channel={channel} actions={actions} />}
    </EditableList>
  );
}

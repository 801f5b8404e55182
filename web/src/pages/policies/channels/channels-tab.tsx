import { Button, Group } from "@mantine/core";
import type { Channel } from "@plimsoll/api";
import { IconBell, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cards } from "../../../components/card/card.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog/confirm-dialog.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { LoadingRows } from "../../../components/states/loading-rows.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { ProblemState } from "../../../components/states/problem-state.tsx";
import { useChannelActions, useChannels } from "../../../data/use-channels.ts";
import { useSession } from "../../../data/use-session.ts";
import { ChannelCard } from "./channel-card.tsx";
import { ChannelDialog } from "./channel-dialog.tsx";

/** Where news goes. */
export function ChannelsTab() {
  const { t } = useTranslation();
  const { role } = useSession();
  const channels = useChannels();
  const { remove } = useChannelActions();
  const [edited, setEdited] = useState<Channel | "new" | null>(null);
  const [removed, setRemoved] = useState<Channel | null>(null);
  const mayChange = role === "administrator";
  const add = mayChange && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setEdited("new")}>
      {t("channels.add")}
    </Button>
  );
  if (channels.isPending) return <LoadingRows height={70} />;
  if (channels.isError)
    return (
      <Panel>
        <ProblemState error={channels.error} onRetry={() => void channels.refetch()} />
      </Panel>
    );
  return (
    <>
      {channels.data.length === 0 ? (
        <Panel>
          <Empty
            icon={<IconBell />}
            title={t("channels.none.title")}
            text={t("channels.none.text")}
          >
            {add}
          </Empty>
        </Panel>
      ) : (
        <>
          <Group justify="flex-end" mb="sm">
            {add}
          </Group>
          <Cards>
            {channels.data.map((channel) => (
              <ChannelCard
                key={channel.id}
                channel={channel}
                mayChange={mayChange}
                onEdit={() => setEdited(channel)}
                onRemove={() => setRemoved(channel)}
              />
            ))}
          </Cards>
        </>
      )}
      <ChannelDialog edited={edited} onClose={() => setEdited(null)} />
      <ConfirmDialog
        opened={removed !== null}
        title={t("channels.removeOf", { name: removed?.name ?? "" })}
        text={t("channels.removeText")}
        action={t("action.remove")}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          removed && remove.mutate(removed.id, { onSuccess: () => setRemoved(null) })
        }
        onClose={() => setRemoved(null)}
      />
    </>
  );
}

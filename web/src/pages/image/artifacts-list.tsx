import { Button } from "@mantine/core";
import type { Image } from "@plimsoll/api";
import { IconTag } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { moreOf } from "../../data/paged.ts";
import { useArtifacts } from "../../data/use-artifacts.ts";
import { ArtifactsTable } from "./artifacts-table.tsx";

type ArtifactsListProps = {
  image: Image;
  untagged: boolean;
  open: string[];
  onOpen: (open: string[]) => void;
  onShowUntagged: () => void;
};

export function ArtifactsList(props: ArtifactsListProps) {
  const { image, untagged, open, onOpen } = props;
  const { t } = useTranslation();
  const artifacts = useArtifacts(image.id, untagged);
  if (!artifacts.isSuccess) return <Waiting for={artifacts} />;
  const rows = artifacts.data.pages.flatMap((page) => page.items);
  if (rows.length === 0)
    return (
      <Panel>
        <Empty
          icon={<IconTag />}
          title={t(untagged ? "image.empty.title" : "image.noTags.title")}
          text={t(untagged ? "image.empty.text" : "image.noTags.text")}
        >
          {!untagged && (
            <Button variant="default" onClick={props.onShowUntagged}>
              {t("image.showUntagged")}
            </Button>
          )}
        </Empty>
      </Panel>
    );
  return (
    <ArtifactsTable
      artifacts={rows}
      complete={!artifacts.hasNextPage}
      open={open}
      onOpen={onOpen}
      onMore={moreOf(artifacts)}
    />
  );
}

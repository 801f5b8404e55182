import { Stack, Switch } from "@mantine/core";
import type { Artifact, Report } from "@plimsoll/api";
import { IconStack2 } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../../components/states/empty.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { Waiting } from "../../../components/states/waiting.tsx";
import { useLayers } from "../../../data/use-layers.ts";
import { NoReport } from "../no-report.tsx";
import { BaseLine } from "../remedy/base-line.tsx";
import { LayerRow } from "./layer-row.tsx";
import styles from "./layers.module.css";

const route = getRouteApi("/inside/artifacts/$id");

type LayersTabProps = { artifact: Artifact; report: Report | null };

/** How the image was made, the newest step first as a Dockerfile ends with it, and what each step brought. */
export function LayersTab({ artifact, report }: LayersTabProps) {
  if (report === null) return <NoReport artifact={artifact} />;
  return <Layers artifact={artifact} />;
}

function Layers({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const { scanner } = route.useSearch();
  const layers = useLayers(artifact.id, scanner);
  const [withEmpty, setWithEmpty] = useState(false);
  if (!layers.isSuccess) return <Waiting for={layers} height={48} />;
  const { items, base } = layers.data;
  if (items.length === 0)
    return (
      <Panel>
        <Empty icon={<IconStack2 />} title={t("layers.none.title")} text={t("layers.none.text")} />
      </Panel>
    );
  const empty = items.filter(({ index }) => index === null).length;
  const shown = withEmpty ? items : items.filter(({ index }) => index !== null);
  return (
    <Stack gap="sm">
      <BaseLine base={base} />
      {empty > 0 && (
        <Switch
          size="sm"
          label={t("layers.withEmpty", { count: empty })}
          checked={withEmpty}
          onChange={(event) => setWithEmpty(event.currentTarget.checked)}
        />
      )}
      <ol className={styles.layers}>
        {shown.map((layer, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name of their own and never move
          <LayerRow key={at} layer={layer} />
        ))}
      </ol>
    </Stack>
  );
}

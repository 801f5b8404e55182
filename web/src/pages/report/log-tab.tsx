import { Select, Stack } from "@mantine/core";
import type { Artifact } from "@plimsoll/api";
import { IconFileText } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { LogView } from "../../components/log-view/log-view.tsx";
import { ScanButtons } from "../../components/scan-cell/scan-buttons.tsx";
import { useStateWord } from "../../components/scan-cell/use-state-word.ts";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";

const route = getRouteApi("/inside/artifacts/$id");

/** The log of the newest scan; an index has none of its own, so one of its platforms is chosen. */
export function LogTab({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const stateWord = useStateWord();
  const { platform, find } = route.useSearch();
  const navigate = useNavigate({ from: "/artifacts/$id" });
  const scanned = artifact.children?.filter(({ scanId }) => scanId !== null) ?? [];
  const child =
    scanned.find(({ id }) => id === platform) ??
    scanned.find(({ scanId }) => scanId === artifact.scanId) ??
    scanned[0];
  const scanId = artifact.children === null ? artifact.scanId : (child?.scanId ?? null);
  if (scanId === null)
    return (
      <Panel>
        <Empty icon={<IconFileText />} title={t("log.none.title")} text={t("log.none.text")}>
          <ScanButtons artifact={artifact} />
        </Empty>
      </Panel>
    );
  return (
    <Stack gap="sm">
      {child && (
        <Select
          size="xs"
          w={260}
          label={t("log.platform")}
          data={scanned.map(({ id, platform: name, state }) => ({
            value: id,
            label: `${name ?? t("artifact.unknownPlatform")} · ${stateWord(state)}`,
          }))}
          value={child.id}
          allowDeselect={false}
          onChange={(id) =>
            void navigate({
              search: (now) => ({ ...now, platform: id ?? undefined }),
              replace: true,
            })
          }
        />
      )}
      <LogView
        key={scanId}
        scanId={scanId}
        find={find}
        onFind={(text) =>
          void navigate({ search: (now) => ({ ...now, find: text }), replace: true })
        }
      />
    </Stack>
  );
}

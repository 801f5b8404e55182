import { Group, Select, Stack } from "@mantine/core";
import type { Artifact } from "@plimsoll/api";
import { IconFileText } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { LogView } from "../../components/log-view/log-view.tsx";
import { ScanButtons } from "../../components/scan-cell/scan-buttons.tsx";
import { useStateWord } from "../../components/scan-cell/use-state-word.ts";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { useScansOf } from "../../data/use-scans.ts";
import { formatExact } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";

const route = getRouteApi("/inside/artifacts/$id");

/** The log of the newest scan; an index has none of its own, so one of its platforms is chosen. */
export function LogTab({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const stateWord = useStateWord();
  const { platform, find, scan: asked } = route.useSearch();
  const navigate = useNavigate({ from: "/artifacts/$id" });
  const platforms = artifact.children?.filter(({ scanId }) => scanId !== null) ?? [];
  const child =
    platforms.find(({ id }) => id === platform) ??
    platforms.find(({ scanId }) => scanId === artifact.scanId) ??
    platforms[0];
  const scanned = child ?? artifact;
  const scans = useScansOf(scanned.id);
  const earlier = scans.data?.items ?? [];
  const scanId = earlier.find(({ id }) => id === asked)?.id ?? scanned.scanId;
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
      <Group gap="sm">
        {child && (
          <Select
            size="xs"
            w={260}
            label={t("log.platform")}
            data={platforms.map(({ id, platform: name, state }) => ({
              value: id,
              label: `${name ?? t("artifact.unknownPlatform")} · ${stateWord(state)}`,
            }))}
            value={child.id}
            allowDeselect={false}
            onChange={(id) =>
              void navigate({
                search: (now) => ({ ...now, platform: id ?? undefined, scan: undefined }),
                replace: true,
              })
            }
          />
        )}
        {earlier.length > 1 && (
          <Select
            size="xs"
            w={320}
            label={t("log.scans")}
            data={earlier.map(({ id, state, queuedAt, scanner }) => ({
              value: id,
              label: `${formatExact(queuedAt, language)} · ${stateWord(state)} · ${scanner.name}`,
            }))}
            value={scanId}
            allowDeselect={false}
            onChange={(id) =>
              void navigate({
                search: (now) => ({
                  ...now,
                  scan: id === scanned.scanId ? undefined : (id ?? undefined),
                }),
                replace: true,
              })
            }
          />
        )}
      </Group>
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

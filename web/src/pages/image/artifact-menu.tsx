import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowsDiff,
  IconCopy,
  IconDotsVertical,
  IconDownload,
  IconExternalLink,
  IconFileText,
  IconPlayerPlay,
  IconPlayerStop,
  IconReportSearch,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../components/copy/copy-text.ts";
import { ExportItems } from "../../components/export-items/export-items.tsx";
import { MenuLink } from "../../components/links/links.tsx";
import { tell } from "../../components/notices/notices.tsx";
import { canScan, canStop } from "../../components/scan-cell/scanned.ts";
import { useScanRequests } from "../../components/scan-cell/use-scan-requests.tsx";
import { type ArtifactRow, rowName } from "./artifact-row.ts";

/** What can be done with this artifact now; nothing that would be refused. */
export function ArtifactMenu({ row }: { row: ArtifactRow }) {
  const { t } = useTranslation();
  const { scan, stop, may } = useScanRequests();
  const { artifact, child } = row;
  const params = { id: artifact.id };
  const text = child === null ? artifact.pullCommand : artifact.digest;
  const copy = () =>
    void copyText(text).then(() => void tell({ message: t("copy.done", { text }) }));
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("artifact.actions", { name: rowName(row) })}
        >
          <IconDotsVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {may && canScan(artifact) && (
          <Menu.Item leftSection={<IconPlayerPlay size={15} />} onClick={() => scan([artifact.id])}>
            {t("action.scan")}
          </Menu.Item>
        )}
        {may && canStop(artifact) && (
          <Menu.Item leftSection={<IconPlayerStop size={15} />} onClick={() => stop([artifact.id])}>
            {t("action.stop")}
          </Menu.Item>
        )}
        {artifact.summary && (
          <MenuLink
            to="/artifacts/$id"
            params={params}
            leftSection={<IconReportSearch size={15} />}
          >
            {t("action.openReport")}
          </MenuLink>
        )}
        {artifact.summary && (
          <MenuLink
            to="/artifacts/$id"
            params={params}
            search={{ tab: "compare" }}
            leftSection={<IconArrowsDiff size={15} />}
          >
            {t("action.compare")}
          </MenuLink>
        )}
        {artifact.summary && (
          <Menu.Sub>
            <Menu.Sub.Target>
              <Menu.Sub.Item leftSection={<IconDownload size={15} />}>
                {t("action.export")}
              </Menu.Sub.Item>
            </Menu.Sub.Target>
            <Menu.Sub.Dropdown>
              <ExportItems artifactId={artifact.id} />
            </Menu.Sub.Dropdown>
          </Menu.Sub>
        )}
        {artifact.scanId && (
          <MenuLink
            to="/artifacts/$id"
            params={params}
            search={{ tab: "log" }}
            leftSection={<IconFileText size={15} />}
          >
            {t("action.viewLog")}
          </MenuLink>
        )}
        {"nativeUrl" in artifact && artifact.nativeUrl !== null && (
          <Menu.Item
            component="a"
            href={artifact.nativeUrl}
            target="_blank"
            rel="noopener noreferrer"
            leftSection={<IconExternalLink size={15} />}
          >
            {t("action.openNative")}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={copy}>
          {t(child === null ? "action.copyPull" : "copy.digest")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

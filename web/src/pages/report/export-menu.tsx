import { Button, Menu } from "@mantine/core";
import type { ExportForm } from "@plimsoll/api";
import { apiPrefix, exportForms, exportPath } from "@plimsoll/api/bare";
import { IconDownload } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { inWorkspace } from "../../data/workspace.ts";

const route = getRouteApi("/inside/artifacts/$id");

type ExportMenuProps = {
  artifactId: string;
  label: string;
  /** Which forms; all where none are named. */
  forms?: readonly ExportForm[];
};

const all = Object.keys(exportForms) as ExportForm[];

/** The report as a file, in the form that another tool reads. */
export function ExportMenu({ artifactId, label, forms = all }: ExportMenuProps) {
  const { t } = useTranslation();
  const { scanner } = route.useSearch();
  const which = scanner ? `&scanner=${encodeURIComponent(scanner)}` : "";
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={15} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {forms.map((form) => (
          <Menu.Item
            key={form}
            component="a"
            href={inWorkspace(`${apiPrefix}${exportPath(artifactId)}?format=${form}${which}`)}
            download
          >
            {t(`exportForm.${form}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

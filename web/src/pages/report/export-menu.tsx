import { Button, Menu } from "@mantine/core";
import type { ExportForm } from "@plimsoll/api";
import { IconDownload } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { ExportItems } from "../../components/export-items/export-items.tsx";

const route = getRouteApi("/inside/artifacts/$id");

type ExportMenuProps = { artifactId: string; label: string; forms?: readonly ExportForm[] };

/** What is shown, as a file: the report of the scanner that is looked at. */
export function ExportMenu({ label, ...what }: ExportMenuProps) {
  const { scanner } = route.useSearch();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={15} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ExportItems scanner={scanner} {...what} />
      </Menu.Dropdown>
    </Menu>
  );
}

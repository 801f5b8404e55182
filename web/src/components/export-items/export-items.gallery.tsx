import { Button, Menu } from "@mantine/core";
import type { ExportForm } from "@plimsoll/api";
import type { State } from "../../../gallery/state.tsx";
import { ExportItems } from "./export-items.tsx";

const menu = (forms?: readonly ExportForm[]): State => ({
  alone: "dialog",
  show: (t) => (
    <Menu opened>
      <Menu.Target>
        <Button>{t("action.export")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ExportItems artifactId="00000000-0000-4000-8000-000000000000" {...(forms && { forms })} />
      </Menu.Dropdown>
    </Menu>
  ),
});

export const all = menu();
export const some = menu(["cyclonedx", "spdx"]);

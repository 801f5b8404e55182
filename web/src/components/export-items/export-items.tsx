import { Menu } from "@mantine/core";
import type { ExportForm } from "@plimsoll/api";
import { apiPrefix, exportForms, exportPath } from "@plimsoll/api/bare";
import { useTranslation } from "react-i18next";
import { inWorkspace } from "../../data/workspace.ts";

type ExportItemsProps = {
  artifactId: string;
  /** Whose report; that of the first scanner where none is named. */
  scanner?: string | undefined;
  /** Which forms; all where none are named. */
  forms?: readonly ExportForm[];
};

const all = Object.keys(exportForms) as ExportForm[];

/** Of a menu: the report as a file, in each form that another tool reads. */
export function ExportItems({ artifactId, scanner, forms = all }: ExportItemsProps) {
  const { t } = useTranslation();
  const which = scanner ? `&scanner=${encodeURIComponent(scanner)}` : "";
  return forms.map((form) => (
    <Menu.Item
      key={form}
      component="a"
      href={inWorkspace(`${apiPrefix}${exportPath(artifactId)}?format=${form}${which}`)}
      download
    >
      {t(`exportForm.${form}`)}
    </Menu.Item>
  ));
}

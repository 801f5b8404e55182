import { Checkbox } from "@mantine/core";
import type { RowData } from "@tanstack/react-table";
import { useTranslation } from "react-i18next";
import { columnsOf, type TableRow } from "./table-features.ts";

/** The first column of a list whose rows can be chosen; with Shift a whole stretch of them. */
export function selectColumn<T extends RowData>(nameOf: (row: T) => string) {
  return columnsOf<T>().display({
    id: "select",
    meta: { track: "28px", card: "corner" },
    header: ({ table }) => (
      <SelectAll
        checked={table.getIsAllRowsSelected()}
        some={table.getIsSomeRowsSelected()}
        onToggle={() => table.toggleAllRowsSelected()}
      />
    ),
    cell: ({ row }) => <SelectRow row={row} name={nameOf(row.original)} />,
  });
}

type SelectAllProps = { checked: boolean; some: boolean; onToggle: () => void };

function SelectAll({ checked, some, onToggle }: SelectAllProps) {
  const { t } = useTranslation();
  return (
    <Checkbox
      size="xs"
      aria-label={t("table.selectAll")}
      checked={checked}
      indeterminate={some && !checked}
      onChange={onToggle}
    />
  );
}

function SelectRow<T extends RowData>({ row, name }: { row: TableRow<T>; name: string }) {
  const { t } = useTranslation();
  return (
    <Checkbox
      size="xs"
      aria-label={t("table.selectRow", { name })}
      checked={row.getIsSelected()}
      disabled={!row.getCanSelect()}
      onChange={row.getToggleSelectedHandler()}
    />
  );
}

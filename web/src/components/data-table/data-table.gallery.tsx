import { Text } from "@mantine/core";
import type { RowSelectionState } from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { DataTable } from "./data-table.tsx";
import { columnsOf } from "./table-features.ts";

type Item = { id: string; name: string; size: number; platforms?: Item[] };

const helper = columnsOf<Item>();

function items(count: number): Item[] {
  return Array.from({ length: count }, (_, at) => ({
    id: String(at),
    name: `team/image-${at + 1}`,
    size: at * 7,
  }));
}

function Example({ rows, choose = false }: { rows: Item[]; choose?: boolean }) {
  const { t } = useTranslation();
  const [selected, setSelected] = useState<RowSelectionState>({ 1: true });
  const [sort, setSort] = useState<{ by: string; order: "asc" | "desc" }>({
    by: "size",
    order: "desc",
  });
  const columns = useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "name",
          header: t("images.image"),
          meta: { track: "minmax(0, 3fr)", card: "wide" },
          cell: ({ row }) => <Text size="sm">{row.original.name}</Text>,
        }),
        helper.display({
          id: "size",
          header: t("registry.images"),
          meta: { track: "120px", align: "end", sort: "size" },
          cell: ({ row }) => row.original.size,
        }),
      ]),
    [t],
  );
  return (
    <DataTable
      label={t("frame.images")}
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      rowHeight={40}
      sorting={{ ...sort, onChange: (by, order) => setSort({ by, order }) }}
      childrenOf={({ platforms }) => platforms}
      open={{ 0: true }}
      selecting={
        choose
          ? {
              selected,
              onChange: setSelected,
              canSelect: ({ id }) => id !== "2",
              nameOf: ({ name }) => name,
            }
          : undefined
      }
    />
  );
}

export const few: State = { show: () => <Example rows={items(3)} /> };
export const selecting: State = { show: () => <Example rows={items(3)} choose /> };
export const openRow: State = {
  show: () => (
    <Example
      rows={items(2).map((item) => ({
        ...item,
        platforms: [{ id: `${item.id}a`, name: "linux/arm64", size: 1 }],
      }))}
    />
  ),
};
export const none: State = { show: () => <Example rows={[]} /> };
export const longText: State = {
  show: () => <Example rows={[{ id: "1", name: longWord.repeat(2), size: 123_456_789 }]} choose />,
};
export const hundredThousand: State = {
  alone: "dialog",
  show: () => <Example rows={items(100_000)} choose />,
};

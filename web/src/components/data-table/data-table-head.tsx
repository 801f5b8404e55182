import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { Header, ReactTable, RowData } from "@tanstack/react-table";
import { flexRender } from "@tanstack/react-table";
import styles from "./data-table.module.css";
import type { features } from "./table-features.ts";

type Order = "asc" | "desc";

export type Sorting = {
  readonly by: string;
  readonly order: Order;
  readonly onChange: (by: string, order: Order) => void;
};

type HeadProps<T extends RowData> = {
  table: ReactTable<typeof features, T>;
  sorting: Sorting | undefined;
};

export function DataTableHead<T extends RowData>({ table, sorting }: HeadProps<T>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    <div role="rowgroup" className={styles.head}>
      {table.getHeaderGroups().map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: see DataTable
        // biome-ignore lint/a11y/useFocusableInteractive: a row of a table is not a control
        <div key={group.id} role="row" aria-rowindex={1} className={styles.row}>
          {group.headers.map((header) => (
            <HeadCell key={header.id} header={header} sorting={sorting} />
          ))}
        </div>
      ))}
    </div>
  );
}

type HeadCellProps<T extends RowData> = {
  header: Header<typeof features, T>;
  sorting: Sorting | undefined;
};

function HeadCell<T extends RowData>({ header, sorting }: HeadCellProps<T>) {
  const { columnDef } = header.column;
  const look = columnDef.meta;
  const label = flexRender(columnDef.header, header.getContext());
  const sorted = sorting !== undefined && look?.sort !== undefined && look.sort === sorting.by;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    // biome-ignore lint/a11y/useFocusableInteractive: the button inside takes the focus
    <div
      role="columnheader"
      className={styles.cell}
      data-align={look?.align}
      aria-sort={sorted ? (sorting.order === "asc" ? "ascending" : "descending") : undefined}
    >
      {sorting && look?.sort ? (
        <SortButton by={look.sort} sorting={sorting} sorted={sorted}>
          {label}
        </SortButton>
      ) : (
        label
      )}
    </div>
  );
}

type SortButtonProps = {
  by: string;
  sorting: Sorting;
  sorted: boolean;
  children: React.ReactNode;
};

/** A first press sorts the largest or worst first, the next one turns it round. */
function SortButton({ by, sorting, sorted, children }: SortButtonProps) {
  const next: Order = sorted && sorting.order === "desc" ? "asc" : "desc";
  const Icon = sorted ? (sorting.order === "asc" ? IconArrowUp : IconArrowDown) : IconArrowsSort;
  return (
    <UnstyledButton
      className={styles.sort}
      data-sorted={sorted || undefined}
      onClick={() => sorting.onChange(by, next)}
    >
      {children}
      <Icon size={13} aria-hidden />
    </UnstyledButton>
  );
}

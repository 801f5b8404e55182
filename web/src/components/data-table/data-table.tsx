import {
  type ColumnDef,
  type ExpandedState,
  type OnChangeFn,
  type RowData,
  type RowSelectionState,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../format/numbers.ts";
import { useWidth } from "../../measure/use-width.ts";
import { usePrinting } from "../../print/printing.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./data-table.module.css";
import { DataTableBody } from "./data-table-body.tsx";
import { DataTableHead, type Sorting } from "./data-table-head.tsx";
import { selectColumn } from "./select-column.tsx";
import { features } from "./table-features.ts";

/** Pixels; below it a row is a card. */
const cardBelow = 680;
const noRowsSelected: RowSelectionState = {};
const noRowsOpen: ExpandedState = {};
/** https://www.w3.org/TR/wai-aria-1.2/#aria-rowcount */
export const unknownTotal = -1;

type Selecting<T> = {
  readonly selected: RowSelectionState;
  readonly onChange: OnChangeFn<RowSelectionState>;
  readonly canSelect: (row: T) => boolean;
  readonly nameOf: (row: T) => string;
};

type DataTableProps<T extends RowData> = {
  label: string;
  columns: ColumnDef<typeof features, T>[];
  rows: T[];
  rowId: (row: T) => string;
  /** Pixels, a guess; rows are measured. */
  rowHeight: number;
  /** How many there are, where not all have been read. */
  total?: number | undefined;
  selecting?: Selecting<T> | undefined;
  sorting?: Sorting | undefined;
  childrenOf?: ((row: T) => T[] | undefined) | undefined;
  open?: ExpandedState | undefined;
  onRowClick?: ((row: T) => void) | undefined;
  /** Called near the last row while there is more to read. */
  onMore?: (() => void) | undefined;
};

/** A list of any length: only the rows in view exist; on a small screen each is a card. */
export function DataTable<T extends RowData>(props: DataTableProps<T>) {
  const { columns, rows, selecting, rowId, childrenOf, open } = props;
  const { ref, width } = useWidth();
  const cards = width < cardBelow;
  const nameOf = selecting?.nameOf;

  const visible = useMemo(() => {
    const fitting = columns.filter(({ meta }) =>
      cards ? meta?.card !== "leave-out" : width >= (meta?.from ?? 0),
    );
    return nameOf ? [selectColumn(nameOf), ...fitting] : fitting;
  }, [columns, cards, width, nameOf]);

  const table = useTable({
    features,
    columns: visible,
    data: rows,
    getRowId: rowId,
    enableSubRowSelection: false,
    enableRowSelection: (row) => selecting?.canSelect(row.original) ?? false,
    state: {
      rowSelection: selecting?.selected ?? noRowsSelected,
      expanded: open ?? noRowsOpen,
    },
    ...(selecting && { onRowSelectionChange: selecting.onChange }),
    ...(childrenOf && { getSubRows: childrenOf }),
  });

  const tracks = visible.map(({ meta }) => meta?.track ?? "1fr").join(" ");
  return (
    <div ref={ref} className={styles.frame}>
      {width > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: rows out of view do not exist, which a table element cannot say
        <div
          role="table"
          aria-label={props.label}
          aria-rowcount={
            props.total === unknownTotal ? unknownTotal : (props.total ?? rows.length) + 1
          }
          className={styles.table}
          data-cards={cards || undefined}
          style={{ "--tracks": tracks }}
        >
          <DataTableHead table={table} sorting={props.sorting} />
          <DataTableBody
            rows={table.getRowModel().rows}
            rowHeight={cards ? props.rowHeight * 2 : props.rowHeight}
            width={width}
            onRowClick={props.onRowClick}
            onMore={props.onMore}
          />
        </div>
      )}
      <Unread shown={rows.length} total={props.total} />
    </div>
  );
}

/** On paper nobody scrolls for the rest. */
function Unread({ shown, total = shown }: { shown: number; total?: number | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (!usePrinting() || total <= shown) return null;
  return (
    <p>
      {t("table.printed", {
        shown: formatCount(shown, language),
        total: formatCount(total, language),
      })}
    </p>
  );
}

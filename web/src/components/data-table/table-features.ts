import {
  createColumnHelper,
  createExpandedRowModel,
  metaHelper,
  type Row,
  type RowData,
  rowExpandingFeature,
  rowSelectionFeature,
  tableFeatures,
} from "@tanstack/react-table";

export type ColumnLook = {
  /** A track of the grid, for example `minmax(12rem, 2fr)`. */
  readonly track: string;
  readonly align?: "end";
  /** Pixels of the table below which the column gives way; its content is to be found elsewhere. */
  readonly from?: number;
  /** How it stands when a row becomes a card on a small screen; with its name before it when absent. */
  readonly card?: "wide" | "bare" | "corner" | "leave-out";
  /** Sorted by the server under this name. */
  readonly sort?: string;
};

export const features = tableFeatures({
  rowSelectionFeature,
  rowExpandingFeature,
  expandedRowModel: createExpandedRowModel(),
  columnMeta: metaHelper<ColumnLook>(),
});

export type TableRow<T extends RowData> = Row<typeof features, T>;

export function columnsOf<T extends RowData>() {
  return createColumnHelper<typeof features, T>();
}

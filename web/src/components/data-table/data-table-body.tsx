import { flexRender, type RowData } from "@tanstack/react-table";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { usePrinting } from "../../print/printing.ts";
import styles from "./data-table.module.css";
import type { TableRow } from "./table-features.ts";

type BodyProps<T extends RowData> = {
  rows: TableRow<T>[];
  rowHeight: number;
  /** Rows are measured anew when it changes. */
  width: number;
  onRowClick: ((row: T) => void) | undefined;
  onMore: (() => void) | undefined;
};

export function DataTableBody<T extends RowData>(props: BodyProps<T>) {
  const { rows, rowHeight, width, onRowClick, onMore } = props;
  const { ref, top } = useTop();
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  // Paper has no end to scroll to: all that have been read are there, one below the other.
  const printing = usePrinting();
  const inView = virtual.getVirtualItems();
  const shown = printing ? rows.map(({ id }, index) => ({ key: id, index, start: 0 })) : inView;
  const last = inView.at(-1)?.index ?? -1;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another width wraps rows differently
  useLayoutEffect(() => virtual.measure(), [width]);
  useEffect(() => {
    if (last >= rows.length - 20) onMore?.();
  }, [last, rows.length, onMore]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    <div
      ref={ref}
      role="rowgroup"
      className={styles.body}
      data-printing={printing || undefined}
      style={printing ? undefined : { height: virtual.getTotalSize() }}
    >
      {shown.map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: see DataTable
          // biome-ignore lint/a11y/useFocusableInteractive: the controls inside take the focus
          // biome-ignore lint/a11y/useKeyWithClickEvents: a larger target for the mouse; the row's own button is the keyboard's
          <div
            key={item.key}
            ref={printing ? undefined : virtual.measureElement}
            role="row"
            data-index={item.index}
            aria-rowindex={item.index + 2}
            className={styles.row}
            data-child={row.depth > 0 || undefined}
            data-selected={row.getIsSelected() || undefined}
            data-clickable={onRowClick !== undefined || undefined}
            style={printing ? undefined : { transform: `translateY(${item.start - top}px)` }}
            onClick={(event) => {
              if (!onControl(event)) onRowClick?.(row.original);
            }}
          >
            {row.getAllCells().map((cell) => {
              const look = cell.column.columnDef.meta;
              return (
                // biome-ignore lint/a11y/useSemanticElements: see DataTable
                <div
                  key={cell.id}
                  role="cell"
                  className={styles.cell}
                  data-align={look?.align}
                  data-card={look?.card}
                  data-label={look?.card ? undefined : headerText(cell.column.columnDef.header)}
                >
                  {flexRender(cell.column.columnDef.cell, cell.getContext())}
                </div>
              );
            })}
          </div>
        );
      })}
    </div>
  );
}

function headerText(header: unknown): string | undefined {
  return typeof header === "string" ? header : undefined;
}

/** A click on something that does its own thing, or at the end of selecting text, opens nothing. */
function onControl(event: MouseEvent): boolean {
  const inControl =
    event.target instanceof Element && event.target.closest("a, button, input, label") !== null;
  return inControl || getSelection()?.isCollapsed === false;
}

/** How far below the top of the document the rows begin; what stands above may change at any time. */
function useTop() {
  const ref = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // After each rendering: anything above may have moved it.
  useLayoutEffect(() => {
    const rect = ref.current?.getBoundingClientRect();
    if (rect) setTop(Math.round(rect.top + window.scrollY));
  });
  return { ref, top };
}

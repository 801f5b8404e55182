import type { Image } from "@plimsoll/api";
import type { OnChangeFn, RowSelectionState } from "@tanstack/react-table";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { BulkBar } from "../../components/bulk-bar/bulk-bar.tsx";
import { DataTable, unknownTotal } from "../../components/data-table/data-table.tsx";
import { useImageColumns } from "./image-columns.tsx";

type ImagesTableProps = {
  images: Image[];
  /** All of them have been read. */
  complete: boolean;
  onMore: () => void;
  selected: RowSelectionState;
  onSelect: OnChangeFn<RowSelectionState>;
};

export function ImagesTable(props: ImagesTableProps) {
  const { images, complete, selected, onSelect } = props;
  const { t } = useTranslation();
  const columns = useImageColumns();
  const nameOf = useCallback((image: Image) => image.repository, []);
  const chosen = images.flatMap(({ id, newest }) => (selected[id] && newest ? [newest] : []));
  return (
    <>
      <BulkBar chosen={chosen} onDone={() => onSelect({})} />
      <DataTable
        label={t("frame.images")}
        columns={columns}
        rows={images}
        rowId={idOf}
        rowHeight={56}
        total={complete ? undefined : unknownTotal}
        selecting={{ selected, onChange: onSelect, canSelect, nameOf }}
        onMore={props.onMore}
      />
    </>
  );
}

const idOf = (image: Image) => image.id;

/** What is scanned is the artifact of the newest tag. */
const canSelect = ({ newest }: Image) => newest !== null && newest.state !== "not-supported";

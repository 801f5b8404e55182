import type { Artifact } from "@plimsoll/api";
import type { RowSelectionState } from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { BulkBar } from "../../components/bulk-bar/bulk-bar.tsx";
import { DataTable, unknownTotal } from "../../components/data-table/data-table.tsx";
import { useArtifactColumns } from "./artifact-columns.tsx";
import { type ArtifactRow, childRows, rowName, rowOf } from "./artifact-row.ts";

type ArtifactsTableProps = {
  artifacts: Artifact[];
  complete: boolean;
  open: string[];
  onOpen: (open: string[]) => void;
  onMore: () => void;
};

export function ArtifactsTable(props: ArtifactsTableProps) {
  const { artifacts, complete, open, onOpen, onMore } = props;
  const { t } = useTranslation();
  const [selected, setSelected] = useState<RowSelectionState>({});
  const rows = useMemo(() => artifacts.map(rowOf), [artifacts]);
  const columns = useArtifactColumns(open, onOpen);
  const chosen = rows
    .flatMap((row) => [row, ...(childRows(row) ?? [])])
    .filter((row) => selected[row.id])
    .map((row) => row.artifact);
  return (
    <>
      <BulkBar chosen={chosen} onDone={() => setSelected({})} />
      <DataTable
        label={t("image.artifacts")}
        columns={columns}
        rows={rows}
        rowId={idOf}
        rowHeight={56}
        total={complete ? undefined : unknownTotal}
        selecting={{ selected, onChange: setSelected, canSelect, nameOf: rowName }}
        childrenOf={childRows}
        open={Object.fromEntries(open.map((id) => [id, true]))}
        onMore={onMore}
      />
    </>
  );
}

const idOf = (row: ArtifactRow) => row.id;
const canSelect = ({ artifact }: ArtifactRow) => artifact.state !== "not-supported";

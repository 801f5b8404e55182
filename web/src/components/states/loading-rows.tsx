import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import styles from "./states.module.css";

/** Stands where rows will come, in their size. */
export function LoadingRows({ rows = 8, height = 52 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap={0} className={styles.surface} role="status">
      <VisuallyHidden>{t("state.loading")}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className={styles.row} style={{ height }}>
          <Skeleton height={12} width={`${28 - ((row * 7) % 12)}%`} />
          <Skeleton height={16} width="24%" ml="auto" />
          <Skeleton height={12} width="9%" />
        </div>
      ))}
    </Stack>
  );
}

import { Skeleton, Stack } from "@mantine/core";
import { LoadingRows } from "./loading-rows.tsx";
import styles from "./states.module.css";

/** Stands where a page will come: its heading and its list. */
export function LoadingPage() {
  return (
    <Stack gap="md" className={styles.page ?? ""}>
      <Skeleton height={22} width={180} />
      <LoadingRows />
    </Stack>
  );
}

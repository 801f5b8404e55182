import type { ReactNode } from "react";
import styles from "./filter-bar.module.css";

/** What narrows the list below it; wraps where there is no room. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <search className={styles.bar}>{children}</search>;
}

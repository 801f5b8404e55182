import type { ReactNode } from "react";
import styles from "./states.module.css";

/** The surface that lists and their other states share. */
export function Panel({ children }: { children: ReactNode }) {
  return <div className={styles.surface}>{children}</div>;
}

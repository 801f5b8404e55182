import type { ReactNode } from "react";
import styles from "./stat.module.css";

type StatProps = { title: string; children: ReactNode; wide?: boolean };

/** One thing to know, with its name. */
export function Stat({ title, children, wide = false }: StatProps) {
  return (
    <section className={styles.stat} data-wide={wide || undefined} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Stats side by side, as many as fit. */
export function Stats({ children }: { children: ReactNode }) {
  return <div className={styles.stats}>{children}</div>;
}

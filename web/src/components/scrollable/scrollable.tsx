import type { ReactNode } from "react";
import styles from "./scrollable.module.css";

type ScrollableProps = { label: string; children: ReactNode };

/** As high as fits beside other things; what is further down is reached by keyboard too. */
export function Scrollable({ label, children }: ScrollableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus
    <section aria-label={label} tabIndex={0} className={styles.scrollable}>
      {children}
    </section>
  );
}

import type { ReactNode } from "react";
import styles from "./card.module.css";

type CardProps = {
  title: ReactNode;
  /** What can be done with it. */
  actions?: ReactNode;
  children?: ReactNode;
};

/** One thing of a short list, with what can be done with it. */
export function Card({ title, actions, children }: CardProps) {
  return (
    <article className={styles.card}>
      <header>
        <h2>{title}</h2>
        <div className={styles.actions}>{actions}</div>
      </header>
      {children}
    </article>
  );
}

/** Cards one below the other. */
export function Cards({ children }: { children: ReactNode }) {
  return <div className={styles.cards}>{children}</div>;
}

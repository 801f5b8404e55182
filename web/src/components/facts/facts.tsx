import { Fragment, type ReactNode } from "react";
import styles from "./facts.module.css";

type FactsProps = {
  /** Names and what is known; what is empty is left out. */
  rows: readonly (readonly [name: string, value: ReactNode])[];
};

export function Facts({ rows }: FactsProps) {
  return (
    <dl className={styles.facts}>
      {rows.map(
        ([name, value]) =>
          value && (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}

import { EmptyState } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./states.module.css";

type EmptyProps = {
  icon: ReactNode;
  title: string;
  text: string;
  /** Of its heading; below the page's unless it is the page. */
  order?: 1 | 2;
  /** The next step to take. */
  children?: ReactNode;
};

export function Empty({ icon, title, text, order = 2, children }: EmptyProps) {
  return (
    <EmptyState py="xl" px="md" className={styles.told ?? ""} icon={icon} withIndicatorBackground>
      <EmptyState.Title order={order}>{title}</EmptyState.Title>
      <EmptyState.Description>{text}</EmptyState.Description>
      {children && <EmptyState.Actions>{children}</EmptyState.Actions>}
    </EmptyState>
  );
}

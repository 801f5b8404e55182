import { Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./page.module.css";
import { useTitle } from "./use-title.ts";

type PageProps = {
  /** Of the browser's tab. */
  title: string;
  /** What stands as the heading; the title itself when absent. */
  heading?: ReactNode;
  above?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
};

/** A page: where it is, what it is called, what can be done with all of it, its content. */
export function Page({ title, heading, above, aside, children }: PageProps) {
  useTitle(title);
  return (
    <Stack gap="md" className={styles.page}>
      <div className={styles.head}>
        <div className={styles.name}>
          {above}
          <Title order={1} className={styles.title}>
            {heading ?? title}
          </Title>
        </div>
        {aside}
      </div>
      {children}
    </Stack>
  );
}

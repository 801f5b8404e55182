import { EmptyState } from "@mantine/core";
import type { ReactNode } from "react";

type EmptyProps = {
  icon: ReactNode;
  title: string;
  text: string;
  /** The next step to take. */
  children?: ReactNode;
};

export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <EmptyState py="xl" icon={icon} withIndicatorBackground>
      <EmptyState.Title order={2}>{title}</EmptyState.Title>
      <EmptyState.Description>{text}</EmptyState.Description>
      {children && <EmptyState.Actions>{children}</EmptyState.Actions>}
    </EmptyState>
  );
}

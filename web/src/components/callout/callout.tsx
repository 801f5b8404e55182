import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { AriaRole, ReactNode } from "react";
import styles from "./callout.module.css";

const icons = { bad: IconAlertTriangle, warn: IconAlertTriangle, note: IconInfoCircle } as const;

type CalloutProps = {
  tone: keyof typeof icons;
  title?: ReactNode;
  role?: AriaRole;
  children?: ReactNode;
};

/** Something to be seen before what follows it. */
export function Callout({ tone, title, role, children }: CalloutProps) {
  const Icon = icons[tone];
  return (
    <div className={styles.callout} data-tone={tone} role={role}>
      <Icon size={18} aria-hidden />
      <div className={styles.text}>
        {title && <b>{title}</b>}
        {children && <div>{children}</div>}
      </div>
    </div>
  );
}

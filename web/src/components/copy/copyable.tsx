import { CopyButton } from "./copy-button.tsx";
import styles from "./copyable.module.css";

type CopyableProps = {
  text: string;
  /** What the button copies, for example "Copy the address". */
  label: string;
};

/** Words for a machine, whole and in one line with the button that copies them. */
export function Copyable({ text, label }: CopyableProps) {
  return (
    <span className={styles.copyable}>
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
}

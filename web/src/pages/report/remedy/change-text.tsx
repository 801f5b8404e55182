import type { RemedyChange } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../../components/copy/copy-button.tsx";
import styles from "./remedy.module.css";

/** The words to put in, and where they go. */
export function ChangeText({ change }: { change: RemedyChange }) {
  const { t } = useTranslation();
  const place =
    change.kind === "manifest"
      ? change.file
      : change.kind === "command"
        ? t("remedy.command")
        : change.replaces?.line
          ? t("remedy.dockerfileLine", { line: change.replaces.line })
          : "Dockerfile";
  return (
    <figure className={styles.change}>
      <figcaption>
        {place}
        <CopyButton text={change.text} label={t("remedy.copy")} />
      </figcaption>
      <pre>
        {change.kind === "dockerfile" && change.replaces && (
          <del>
            {change.replaces.text}
            {"\n"}
          </del>
        )}
        {change.text}
      </pre>
    </figure>
  );
}

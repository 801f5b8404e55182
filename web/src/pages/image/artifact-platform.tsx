import { Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type ArtifactRow, rowName } from "./artifact-row.ts";
import styles from "./image-page.module.css";

type ArtifactPlatformProps = {
  row: ArtifactRow;
  open: boolean;
  onToggle: (id: string) => void;
};

/** One platform; of an index, how many, to be opened in place. */
export function ArtifactPlatform({ row, open, onToggle }: ArtifactPlatformProps) {
  const { t } = useTranslation();
  const { artifact, child } = row;
  if (child === null && artifact.children !== null)
    return (
      <UnstyledButton
        className={styles.toggle}
        aria-expanded={open}
        onClick={() => onToggle(artifact.id)}
      >
        <IconChevronRight size={15} />
        {t("artifact.platforms", { count: artifact.children.length })}
        <VisuallyHidden component="span">{t("artifact.of", { name: rowName(row) })}</VisuallyHidden>
      </UnstyledButton>
    );
  if (artifact.kind === "other")
    return (
      <Text size="sm" c="dimmed">
        {t("artifact.noImage")}
      </Text>
    );
  return (
    <span className={child === null ? undefined : styles.platform}>
      {artifact.platform ?? t("artifact.unknownPlatform")}
    </span>
  );
}

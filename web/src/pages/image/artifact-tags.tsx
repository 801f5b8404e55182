import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ArtifactRow } from "./artifact-row.ts";
import styles from "./image-page.module.css";

/** As many tags as one looks at; the rest counted, and named on hover. */
const maxShown = 4;

export function ArtifactTags({ row }: { row: ArtifactRow }) {
  const { t } = useTranslation();
  if (row.child !== null) return null;
  const { tags } = row.artifact;
  if (tags.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("artifact.untagged")}
      </Text>
    );
  return (
    <Group gap={5}>
      {tags.slice(0, maxShown).map((tag) => (
        <span key={tag} className={styles.tag}>
          {tag}
        </span>
      ))}
      {tags.length > maxShown && (
        <Text size="xs" c="dimmed" title={tags.slice(maxShown).join(", ")}>
          {t("artifact.moreTags", { count: tags.length - maxShown })}
        </Text>
      )}
    </Group>
  );
}

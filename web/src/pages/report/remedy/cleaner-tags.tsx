import { Group } from "@mantine/core";
import type { Remedy } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { TextLink } from "../../../components/links/links.tsx";
import { ScaleBar } from "../../../components/scale-bar/scale-bar.tsx";
import styles from "./remedy.module.css";

type CleanerTagsProps = { cleaner: Remedy["cleaner"]; artifactId: string };

/** Newer tags of the same image that have less: perhaps there is nothing to build. */
export function CleanerTags({ cleaner, artifactId }: CleanerTagsProps) {
  const { t } = useTranslation();
  return (
    <Callout tone="note" title={t("remedy.cleaner.title")}>
      <ul className={styles.cleaner}>
        {cleaner.map(({ artifactId: id, tag, summary, fixed, added }) => (
          <li key={id}>
            <Group gap="sm">
              <TextLink
                to="/artifacts/$id"
                params={{ id }}
                search={{ tab: "compare", with: artifactId }}
                size="sm"
              >
                {tag}
              </TextLink>
              <span className={styles.small}>
                <ScaleBar summary={summary} />
              </span>
              {t("remedy.cleaner.difference", { fixed, added })}
            </Group>
          </li>
        ))}
      </ul>
    </Callout>
  );
}

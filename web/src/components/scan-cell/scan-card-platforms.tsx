import { Text } from "@mantine/core";
import type { ChildArtifact, Summary } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { ScaleBar } from "../scale-bar/scale-bar.tsx";
import styles from "./scan-cell.module.css";
import { platformsDone } from "./scanned.ts";
import { useStateWord } from "./use-state-word.ts";

type PlatformsProps = { platforms: ChildArtifact[]; unique: Summary | null };

/** An index: how many of its platforms have a result, the sum and the unique count, and each by itself. */
export function ScanCardPlatforms({ platforms, unique }: PlatformsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const stateWord = useStateWord();
  const done = platformsDone(platforms);
  const sum = platforms.reduce((total, child) => total + (child.summary?.total ?? 0), 0);
  return (
    <div className={styles.cardPart}>
      <Text size="sm" fw={600}>
        {t("card.platforms", { done, count: platforms.length })}
      </Text>
      {unique && (
        <Text size="xs" c="dimmed">
          {t("card.sumAndUnique", {
            sum: formatCount(sum, language),
            unique: formatCount(unique.total, language),
          })}
        </Text>
      )}
      <ul className={styles.platforms}>
        {platforms.map((child) => (
          <li key={child.id}>
            <span>{child.platform ?? t("artifact.unknownPlatform")}</span>
            {child.summary ? (
              <ScaleBar
                summary={child.summary}
                unchecked={child.unchecked ?? 0}
                outdated={child.outdated}
              />
            ) : (
              <span>{stateWord(child.state)}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

import { Text } from "@mantine/core";
import type { ChildArtifact, Summary } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/links/links.tsx";
import { ScanCell } from "../../components/scan-cell/scan-cell.tsx";
import { platformsDone } from "../../components/scan-cell/scanned.ts";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./report.module.css";

type ReportPlatformsProps = { platforms: ChildArtifact[]; unique: Summary | null };

/** An index: its sum and its unique count, each named, and every platform with its own report. */
export function ReportPlatforms({ platforms, unique }: ReportPlatformsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sum = platforms.reduce((total, { summary }) => total + (summary?.total ?? 0), 0);
  return (
    <div className={styles.platforms}>
      <Text size="sm" fw={600}>
        {t("card.platforms", { done: platformsDone(platforms), count: platforms.length })}
        {unique && (
          <Text span size="sm" c="dimmed" fw={400} ml="xs">
            {t("card.sumAndUnique", {
              sum: formatCount(sum, language),
              unique: formatCount(unique.total, language),
            })}
          </Text>
        )}
      </Text>
      <ul>
        {platforms.map((platform) => {
          const name = platform.platform ?? t("artifact.unknownPlatform");
          return (
            <li key={platform.id}>
              <TextLink to="/artifacts/$id" params={{ id: platform.id }} size="sm">
                {name}
              </TextLink>
              <ScanCell artifact={platform} name={name} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

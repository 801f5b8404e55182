import { HoverCard, Text, VisuallyHidden } from "@mantine/core";
import type { Summary } from "@plimsoll/api";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { TextLink } from "../links/links.tsx";
import { ScanCardCounts } from "./scan-card-counts.tsx";
import { ScanCardFacts } from "./scan-card-facts.tsx";
import { ScanCardPlatforms } from "./scan-card-platforms.tsx";
import styles from "./scan-cell.module.css";
import type { Scanned } from "./scanned.ts";
import { useStateWord } from "./use-state-word.ts";

type ScanCardProps = { artifact: Scanned; summary: Summary; name: string; children: ReactNode };

/** The scale bar as a link to its report, with the details on hover and on focus; Escape closes them. */
export function ScanCard({ artifact, summary, name, children }: ScanCardProps) {
  const { t } = useTranslation();
  const title = useId();
  return (
    <HoverCard
      interactive
      openDelay={150}
      position="bottom-start"
      shadow="lg"
      width="auto"
      withinPortal
    >
      <HoverCard.Target>
        <TextLink
          to="/artifacts/$id"
          params={{ id: artifact.id }}
          className={styles.bar ?? ""}
          underline="never"
        >
          <VisuallyHidden component="span">{t("cell.barOf", { name })}</VisuallyHidden>
          {children}
        </TextLink>
      </HoverCard.Target>
      <HoverCard.Dropdown className={styles.card ?? ""} aria-labelledby={title}>
        <VisuallyHidden id={title}>{t("card.label", { name })}</VisuallyHidden>
        <ScanCardHead artifact={artifact} />
        <div className={styles.cardPart}>
          <ScanCardCounts summary={summary} unchecked={artifact.unchecked ?? 0} />
        </div>
        {artifact.children && (
          <ScanCardPlatforms
            platforms={artifact.children}
            unique={artifact.uniqueSummary ?? null}
          />
        )}
        <div className={styles.cardPart}>
          <ScanCardFacts artifact={artifact} />
        </div>
        <div className={styles.cardPart}>
          <TextLink to="/artifacts/$id" params={{ id: artifact.id }} size="sm" fw={600}>
            {t("action.openReport")}
          </TextLink>
        </div>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}

function ScanCardHead({ artifact }: { artifact: Scanned }) {
  const { t } = useTranslation();
  const stateWord = useStateWord();
  const none = artifact.unchecked ? t("card.nothingFound") : t("scale.none");
  const overall = artifact.severity ? t(`card.overall.${artifact.severity}`) : none;
  return (
    <div className={styles.cardPart}>
      <div className={styles.cardHead}>
        <Text fw={650}>{overall}</Text>
        <Text size="xs" c="dimmed">
          {stateWord(artifact.state)}
        </Text>
      </div>
      {artifact.outdated && (
        <Text size="xs" c="dimmed">
          {t("card.earlier")}
        </Text>
      )}
    </div>
  );
}

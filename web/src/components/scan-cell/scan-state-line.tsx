import { Progress, Tooltip } from "@mantine/core";
import type { ScanState } from "@plimsoll/api";
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconPlayerStop,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatCount, formatShare } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { FaultText } from "../fault/fault-text.tsx";
import { TextLink } from "../links/links.tsx";
import styles from "./scan-cell.module.css";
import type { ScanStanding } from "./scanned.ts";

type LineProps = { artifact: ScanStanding; name: string };

/** The state in the product's words, each with what belongs to it. */
export function ScanStateLine({ artifact, name }: LineProps) {
  const Line = lines[artifact.state];
  return <Line artifact={artifact} name={name} />;
}

const lines: Readonly<Record<ScanState, (props: LineProps) => ReactNode>> = {
  "not-scanned": () => <Plain state="not-scanned" icon={<IconCircleDashed size={14} />} />,
  "not-supported": NotSupported,
  queued: Queued,
  scanning: Scanning,
  failed: Failed,
  stopped: () => <Plain state="stopped" icon={<IconPlayerStop size={14} />} />,
  complete: () => <Plain state="complete" icon={<IconCircleCheck size={14} />} />,
};

function Plain({ state, icon }: { state: ScanState; icon: ReactNode }) {
  const { t } = useTranslation();
  return (
    <span className={styles.state}>
      {icon}
      {t(`scanState.${state}`)}
    </span>
  );
}

function NotSupported({ artifact }: LineProps) {
  const { t } = useTranslation();
  return (
    <Tooltip
      label={<FaultText code={artifact.reasonCode} text={artifact.reason} />}
      multiline
      maw={320}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable by keyboard */}
      <span className={styles.state} data-why tabIndex={0}>
        <IconBan size={14} />
        {t("scanState.not-supported")}
      </span>
    </Tooltip>
  );
}

function Queued({ artifact }: LineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const position = artifact.queuePosition;
  return (
    <span className={styles.state}>
      <IconClock size={14} />
      {t("scanState.queued")}
      {position !== null && (
        <span className={styles.dimmed}>
          {t("cell.position", { position: formatCount(position, language) })}
        </span>
      )}
    </span>
  );
}

function Scanning({ artifact, name }: LineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <span className={styles.running}>
      <Progress.Root size={6} className={styles.progress}>
        <Progress.Section
          value={artifact.progress * 100}
          aria-label={t("cell.progressOf", { name })}
        />
      </Progress.Root>
      <span className={styles.state}>
        {t("scanState.scanning")} <b>{formatShare(artifact.progress, language)}</b>
        {artifact.phase && (
          <span className={styles.dimmed}>{t(`scanPhase.${artifact.phase}`)}</span>
        )}
      </span>
    </span>
  );
}

function Failed({ artifact, name }: LineProps) {
  const { t } = useTranslation();
  return (
    <Tooltip
      label={<FaultText code={artifact.reasonCode} text={artifact.reason} />}
      multiline
      maw={320}
    >
      <TextLink
        to="/artifacts/$id"
        params={{ id: artifact.id }}
        search={{ tab: "log" }}
        className={styles.failed ?? ""}
        aria-label={t("cell.viewLogOf", { name })}
      >
        <IconAlertTriangle size={14} />
        {t("scanState.failed")}
      </TextLink>
    </Tooltip>
  );
}

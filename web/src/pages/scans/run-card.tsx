import { Button, Group, Progress } from "@mantine/core";
import type { Run } from "@plimsoll/api";
import { IconPlayerStop, IconReload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/links/links.tsx";
import { Ago } from "../../components/time/ago.tsx";
import { useRunActions } from "../../data/use-scans.ts";
import { useMay } from "../../data/use-session.ts";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./scans.module.css";

type RunCardProps = { run: Run /** Its name leads to its scans. */; linked?: boolean };

/** How far a run of many is, and the way to end it. */
export function RunCard({ run, linked = false }: RunCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const may = useMay("scans.run");
  const { stop, resume } = useRunActions();
  const { total, done, failed, stopped } = run;
  const name = run.name ?? t("runs.unnamed", { by: run.by ?? "–" });
  const share = (count: number) => (total === 0 ? 0 : (count / total) * 100);
  const left = total - done - failed;
  return (
    <article className={styles.run}>
      <Group justify="space-between" gap="xs">
        <span>
          {linked ? (
            <TextLink to="/scans" search={{ run: run.id }} size="sm" fw={600}>
              {name}
            </TextLink>
          ) : (
            <b>{name}</b>
          )}{" "}
          · {t(`scanTrigger.${run.trigger}`)} · <Ago time={run.startedAt} />
        </span>
        {may && run.state === "running" && (
          <Button
            size="compact-sm"
            variant="default"
            loading={stop.isPending}
            leftSection={<IconPlayerStop size={14} />}
            onClick={() => stop.mutate(run.id)}
          >
            {t("runs.stop")}
          </Button>
        )}
        {may && run.state !== "running" && left > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            loading={resume.isPending}
            leftSection={<IconReload size={14} />}
            onClick={() => resume.mutate(run.id)}
          >
            {t("runs.resume")}
          </Button>
        )}
      </Group>
      <Progress.Root size={8}>
        <Progress.Section value={share(done)} aria-label={t("runs.progressOf", { name })} />
        <Progress.Section
          value={share(failed)}
          color="var(--bad)"
          aria-label={t("runs.failures")}
        />
      </Progress.Root>
      <span className={styles.counts}>
        {t("runs.counts", {
          done: formatCount(done, language),
          total: formatCount(total, language),
        })}
        {failed > 0 && ` · ${t("runs.failed", { count: failed })}`}
        {stopped > 0 && ` · ${t("runs.stopped", { count: stopped })}`}
        {` · ${t(`runs.state.${run.state}`)}`}
      </span>
    </article>
  );
}

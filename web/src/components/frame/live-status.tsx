import { VisuallyHidden } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Changed } from "../../live/refresher.ts";
import { useLive } from "../../live/use-live.ts";
import { artifactName } from "../../url/artifact-name.ts";
import { Callout } from "../callout/callout.tsx";
import styles from "./frame.module.css";

/** A reconnect of a moment is no news. */
const patience = 3000;
/** More than these at once are counted, not named. */
const maxNamed = 2;

/** Tells screen readers of states that changed, and everybody when the connection is lost. */
export function LiveStatus() {
  const { t } = useTranslation();
  const [news, setNews] = useState("");
  const connection = useLive((changed) => {
    if (changed.length > 0) setNews(describe(changed));
  });
  const lost = useLasting(connection === "lost", patience);

  function describe(changed: Changed[]): string {
    if (changed.length > maxNamed) return t("live.many", { count: changed.length });
    return changed
      .map(({ after }) =>
        t("live.one", { name: artifactName(after), state: t(`scanState.${after.state}`) }),
      )
      .join(" ");
  }

  return (
    <>
      <VisuallyHidden role="status">{news}</VisuallyHidden>
      {lost && (
        <div className={styles.lost}>
          <Callout tone="warn" role="alert" title={t("live.lost")}>
            {t("live.lostHint")}
          </Callout>
        </div>
      )}
    </>
  );
}

/** True once something has been true for that many milliseconds; false at once. */
function useLasting(now: boolean, milliseconds: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!now) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), milliseconds);
    return () => clearTimeout(timer);
  }, [now, milliseconds]);
  return lasting;
}

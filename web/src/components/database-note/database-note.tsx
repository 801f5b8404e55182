import { Anchor } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { DatabaseInfo } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../format/times.ts";
import { later } from "../../later/later.ts";
import { WhenOpened } from "../../later/when-opened.tsx";
import { useLanguage } from "../../words/use-language.ts";
import { Callout } from "../callout/callout.tsx";
import { ServiceText } from "../service-text/service-text.tsx";
import styles from "./database-note.module.css";

const DatabaseDialog = later(() => import("./database-dialog.tsx"), "DatabaseDialog");

/** Stands on every report: as of when it is true, and what it cannot know; on a small screen in brief, and all of it a click away. */
export function DatabaseNote({ database }: { database: DatabaseInfo }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [opened, dialog] = useDisclosure();
  const date = formatDay(database.date, language);
  return (
    <Callout tone="note" role="note">
      <b>{t("database.restsOn", { name: database.name, date })}</b>{" "}
      {database.limits.map((limit, at) => (
        <span key={limit} className={at > 0 ? styles.more : undefined}>
          <ServiceText text={limit} />{" "}
        </span>
      ))}
      <Anchor component="button" type="button" inherit onClick={dialog.open}>
        {t("database.showSources")}
      </Anchor>
      <WhenOpened opened={opened}>
        {(open) => (
          <DatabaseDialog
            title={database.name}
            database={database}
            opened={open}
            onClose={dialog.close}
          />
        )}
      </WhenOpened>
    </Callout>
  );
}

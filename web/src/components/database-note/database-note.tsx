import { Anchor } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { DatabaseInfo } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../format/times.ts";
import { later } from "../../later/later.ts";
import { WhenOpened } from "../../later/when-opened.tsx";
import { useLanguage } from "../../words/use-language.ts";
import { Callout } from "../callout/callout.tsx";
import { useSaid } from "../fault/use-said.ts";

const DatabaseDialog = later(() => import("./database-dialog.tsx"), "DatabaseDialog");

/** Stands on every report: as of when it is true, and what it cannot know. */
export function DatabaseNote({ database }: { database: DatabaseInfo }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const say = useSaid();
  const [opened, dialog] = useDisclosure();
  const date = formatDay(database.date, language);
  return (
    <Callout tone="note" role="note">
      <b>{t("database.restsOn", { name: database.name, date })}</b>{" "}
      {database.limits.map((limit, at) => (
        <span key={limit}>
          {say(
            `databaseLimit.${database.saidLimits?.[at]?.code ?? ""}`,
            database.saidLimits?.[at],
            limit,
          )}{" "}
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

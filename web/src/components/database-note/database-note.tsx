import { Anchor, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { DatabaseInfo } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import { Callout } from "../callout/callout.tsx";
import { DatabaseDetails } from "./database-details.tsx";

/** Stands on every report: as of when it is true, and what it cannot know. */
export function DatabaseNote({ database }: { database: DatabaseInfo }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [opened, dialog] = useDisclosure();
  const date = formatDay(database.date, language);
  return (
    <Callout tone="note" role="note">
      <b>{t("database.restsOn", { name: database.name, date })}</b>{" "}
      {database.limits.map((limit) => (
        <span key={limit}>{limit} </span>
      ))}
      <Anchor component="button" type="button" inherit onClick={dialog.open}>
        {t("database.showSources")}
      </Anchor>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={database.name}
        closeButtonProps={{ "aria-label": t("action.close") }}
        size="lg"
      >
        <DatabaseDetails database={database} />
      </Modal>
    </Callout>
  );
}

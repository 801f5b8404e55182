import { Anchor, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { DatabaseInfo } from "@plimsoll/api";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import { DatabaseDetails } from "./database-details.tsx";
import styles from "./database-note.module.css";

/** Stands on every report: as of when it is true, and what it cannot know. */
export function DatabaseNote({ database }: { database: DatabaseInfo }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [opened, dialog] = useDisclosure();
  const date = formatDay(database.date, language);
  return (
    <aside className={styles.note} aria-label={t("database.sources")}>
      <IconInfoCircle size={18} aria-hidden />
      <p>
        <b>{t("database.restsOn", { name: database.name, date })}</b>{" "}
        {database.limits.map((limit) => (
          <span key={limit}>{limit} </span>
        ))}
        <Anchor component="button" type="button" inherit onClick={dialog.open}>
          {t("database.showSources")}
        </Anchor>
      </p>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={database.name}
        closeButtonProps={{ "aria-label": t("action.close") }}
        size="lg"
      >
        <DatabaseDetails database={database} />
      </Modal>
    </aside>
  );
}

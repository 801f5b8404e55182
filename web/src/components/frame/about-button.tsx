import { Modal, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useAbout } from "../../data/use-about.ts";
import { formatDay } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import { DatabaseDetails } from "../database-note/database-details.tsx";
import styles from "./frame.module.css";

/** The version, and the advisories that every result rests on with their sources and licences. */
export function AboutButton() {
  const { t } = useTranslation();
  const language = useLanguage();
  const [opened, dialog] = useDisclosure();
  const { data } = useAbout();
  if (data === undefined) return null;
  return (
    <>
      <UnstyledButton className={styles.about} onClick={dialog.open}>
        <div>{t("about.version", { version: data.version })}</div>
        <div>
          {data.database
            ? t("about.database", { date: formatDay(data.database.date, language) })
            : t("about.noDatabase")}
        </div>
      </UnstyledButton>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t("about.version", { version: data.version })}
        closeButtonProps={{ "aria-label": t("action.close") }}
        size="lg"
      >
        {data.database ? (
          <DatabaseDetails database={data.database} />
        ) : (
          <Text>{t("about.noDatabase")}</Text>
        )}
      </Modal>
    </>
  );
}

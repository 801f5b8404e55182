import { UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useAbout } from "../../data/use-about.ts";
import { formatDay } from "../../format/times.ts";
import { later } from "../../later/later.ts";
import { WhenOpened } from "../../later/when-opened.tsx";
import { useLanguage } from "../../words/use-language.ts";
import styles from "./frame.module.css";

const DatabaseDialog = later(
  () => import("../database-note/database-dialog.tsx"),
  "DatabaseDialog",
);

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
      <WhenOpened opened={opened}>
        {(open) => (
          <DatabaseDialog
            title={t("about.version", { version: data.version })}
            database={data.database}
            opened={open}
            onClose={dialog.close}
          />
        )}
      </WhenOpened>
    </>
  );
}

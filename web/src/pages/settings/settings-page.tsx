import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { Card, Cards } from "../../components/card/card.tsx";
import { Page } from "../../components/page/page.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { useSettings } from "../../data/use-settings.ts";
import { SettingRow } from "./setting-row.tsx";
import styles from "./settings.module.css";

/** What the service was started with. Its environment says it, so it is shown and not changed here. */
export function SettingsPage() {
  const { t } = useTranslation();
  const settings = useSettings();
  return (
    <Page title={t("frame.settings")}>
      <Callout tone="note" title={t("settings.how.title")}>
        {t("settings.how.text")}
      </Callout>
      <Waiting for={settings} rows={3} height={160} />
      {settings.data && (
        <Cards>
          {settings.data.groups.map((group) => (
            <Card key={group.name} title={t(`settings.group.${group.name}`)}>
              <dl className={styles.settings}>
                {group.settings.map((setting) => (
                  <SettingRow key={setting.name} setting={setting} />
                ))}
              </dl>
            </Card>
          ))}
        </Cards>
      )}
    </Page>
  );
}

import { Badge, Code } from "@mantine/core";
import type { Setting } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import styles from "./settings.module.css";

/** One variable: its name, what is in force, and what that does. */
export function SettingRow({ setting }: { setting: Setting }) {
  const { t } = useTranslation();
  const { name, value, isDefault, secret } = setting;
  return (
    <div>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        <div className={styles.value}>
          {value !== null && <Code>{String(value)}</Code>}
          {value !== null && isDefault && (
            <Badge size="sm" radius="sm" variant="default" fw={500}>
              {t("settings.default")}
            </Badge>
          )}
          {value === null && (
            <span>{t(secret && !isDefault ? "settings.secret" : "settings.unset")}</span>
          )}
        </div>
        <p className={styles.what}>{t(`settings.what.${name}`)}</p>
      </dd>
    </div>
  );
}

import type { Said } from "@plimsoll/api";
import { useTranslation } from "react-i18next";

/**
 * What the service says, in the person's language: by its code, else as the service wrote it. English is as it was written,
 * which names more particulars.
 */
export function useSaid() {
  const { t, i18n } = useTranslation();
  return (key: string, said: Said | null | undefined, text: string): string =>
    !said || i18n.language === "en" || !i18n.exists(key)
      ? text
      : t(key as "databaseLimit.snapshot", said.values);
}

import type { Said } from "@plimsoll/api";
import { useTranslation } from "react-i18next";

/** What the service says, in the person's language: by its code, else as it was written, which is English. */
export function useSaid() {
  const { t, i18n } = useTranslation();
  return (key: string, said: Said | null | undefined, text: string): string =>
    said && i18n.exists(key) ? t(key, { ...said.values, defaultValue: text }) : text;
}

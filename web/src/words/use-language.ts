import { useTranslation } from "react-i18next";
import { type Language, pickLanguage } from "./languages.ts";

/** The language shown now, for `Intl` too. */
export function useLanguage(): Language {
  return pickLanguage([useTranslation().i18n.language]);
}

import { useTranslation } from "react-i18next";

/** What is said of a code that the console has no words for. */
type Said = { readonly code: string | null; readonly text: string | null };

/** Why something failed or cannot be, in the person's language, with the particulars as the service wrote them. */
export function useFault() {
  const { t, i18n } = useTranslation();
  return ({ code, text }: Said): { readonly title: string; readonly detail: string | null } => {
    const key = `fault.${code ?? ""}`;
    if (code === null || !i18n.exists(key))
      return { title: text ?? t("cell.noReason"), detail: null };
    const title = t(key as "fault.internal");
    // Some particulars begin with what it is.
    if (text?.startsWith(title)) return { title: text, detail: null };
    return { title, detail: text };
  };
}

import { useTranslation } from "react-i18next";
import { useServiceWords } from "../../words/service/use-service-words.ts";

/** What is said of a code that the console has no words for. */
type Said = { readonly code: string | null; readonly text: string | null };

/** Why something failed or cannot be, and the particulars, in the person's language as far as the service wrote them. */
export function useFault() {
  const { t, i18n } = useTranslation();
  const said = useServiceWords();
  return ({ code, text }: Said): { readonly title: string; readonly detail: string | null } => {
    const key = `fault.${code ?? ""}`;
    const detail = text && (said(text) ?? text);
    if (code === null || !i18n.exists(key))
      return { title: detail ?? t("cell.noReason"), detail: null };
    const title = t(key as "fault.internal");
    // Some particulars begin with what it is.
    if (detail?.startsWith(title)) return { title: detail, detail: null };
    return { title, detail };
  };
}

import cronstrue from "cronstrue";
import "cronstrue/locales/zh_CN";

/** "At 02:30"; null for what is no cron expression. */
export function cronWords(cron: string, language: string): string | null {
  const locale = language.startsWith("zh") ? "zh_CN" : "en";
  try {
    return cronstrue.toString(cron, { locale, use24HourTimeFormat: true });
  } catch {
    return null;
  }
}

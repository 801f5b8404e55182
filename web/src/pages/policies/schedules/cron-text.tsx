import { useLanguage } from "../../../words/use-language.ts";
import { cronWords } from "./cron-words.ts";

/** When, in words; as it is written where that cannot be read. */
export function CronText({ cron }: { cron: string }) {
  return <>{cronWords(cron, useLanguage()) ?? cron}</>;
}

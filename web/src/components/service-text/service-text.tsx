import { useServiceWords } from "../../words/service/use-service-words.ts";
import { useLanguage } from "../../words/use-language.ts";

/** What the service wrote, in the person's language; what others said stays as it is, and is marked as the English that it mostly is. */
export function ServiceText({ text }: { text: string }) {
  const language = useLanguage();
  const said = useServiceWords()(text);
  if (said !== null || language === "en") return said ?? text;
  return <span lang="en">{text}</span>;
}

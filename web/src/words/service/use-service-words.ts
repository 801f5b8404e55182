import { useEffect, useSyncExternalStore } from "react";
import type { Language } from "../languages.ts";
import { useLanguage } from "../use-language.ts";
import type { Translate } from "./translator.ts";

/** The service's own language needs none. */
const catalogues = {
  zh: () => import("../zh/service/service.ts"),
} satisfies Record<Exclude<Language, "en">, unknown>;

const translators = new Map<Language, Translate>();
const asked = new Set<Language>();
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

async function load(language: Language): Promise<void> {
  if (language === "en" || asked.has(language)) return;
  asked.add(language);
  try {
    const parts = [import("./translator.ts"), catalogues[language]()] as const;
    const [{ translator }, { service }] = await Promise.all(parts);
    translators.set(language, translator(service));
    for (const listener of listeners) listener();
  } catch {
    // What came in English stays readable; the next that is shown asks again.
    asked.delete(language);
  }
}

/** Says what the service wrote in the person's language; null for what others wrote, and until its words are loaded. */
export function useServiceWords(): Translate {
  const language = useLanguage();
  const translate = useSyncExternalStore(subscribe, () => translators.get(language));
  useEffect(() => {
    void load(language);
  }, [language]);
  return translate ?? untranslated;
}

const untranslated: Translate = () => null;

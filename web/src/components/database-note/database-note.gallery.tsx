import { database, longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { DatabaseDetails } from "./database-details.tsx";
import { DatabaseNote } from "./database-note.tsx";

export const note: State = { show: () => <DatabaseNote database={database} /> };
export const nothingLeftOut: State = {
  show: () => <DatabaseNote database={{ ...database, limits: [] }} />,
};
export const manyLimits: State = {
  show: () => (
    <DatabaseNote
      database={{ ...database, name: longWord, limits: [longWord, ...database.limits] }}
    />
  ),
};
export const details: State = { show: () => <DatabaseDetails database={database} /> };
export const noSources: State = {
  show: () => <DatabaseDetails database={{ ...database, limits: [], sources: [] }} />,
};
export const manySources: State = {
  show: () => (
    <DatabaseDetails
      database={{
        ...database,
        sources: Array.from({ length: 12 }, (_, at) => ({
          name: `Advisories of distribution ${at + 1}`,
          license: "CC-BY-SA-4.0",
          date: "2026-11-20",
        })),
      }}
    />
  ),
};

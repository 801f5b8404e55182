import { Group } from "@mantine/core";
import { verdictResults } from "@plimsoll/api/bare";
import type { State } from "../../../gallery/state.tsx";
import { VerdictBadge } from "./verdict-badge.tsx";

export const all: State = {
  show: () => (
    <Group>
      {verdictResults.map((result) => (
        <VerdictBadge key={result} result={result} />
      ))}
    </Group>
  ),
};

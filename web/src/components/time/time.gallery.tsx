import { Group } from "@mantine/core";
import { minutesAgo } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { Ago } from "./ago.tsx";

export const all: State = {
  show: () => (
    <Group>
      {[0, 1, 59, 60, 60 * 24, 60 * 24 * 45, 60 * 24 * 800, -90].map((minutes) => (
        <Ago key={minutes} time={minutesAgo(minutes)} />
      ))}
    </Group>
  ),
};

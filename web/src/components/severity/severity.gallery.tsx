import { Group } from "@mantine/core";
import { severities } from "@plimsoll/api/bare";
import type { State } from "../../../gallery/state.tsx";
import { SeverityMark, SeveritySwatch } from "./severity-mark.tsx";

export const marks: State = {
  show: () => (
    <Group>
      {severities.map((severity) => (
        <SeverityMark key={severity} severity={severity} />
      ))}
    </Group>
  ),
};
export const swatches: State = {
  show: (t) => (
    <Group>
      {severities.map((severity) => (
        <span key={severity}>
          <SeveritySwatch severity={severity} /> {t(`severity.${severity}`)}
        </span>
      ))}
    </Group>
  ),
};
/** As a printer without colours and an eye that sees none have it. */
export const inGreyscale: State = {
  show: () => (
    <Group style={{ filter: "grayscale(1)" }}>
      {severities.map((severity) => (
        <SeverityMark key={severity} severity={severity} />
      ))}
    </Group>
  ),
};

import {
  type HarborArtifact,
  type HarborOverview,
  overview,
} from "../../registries/harbor/answers.ts";
import { reportTypes } from "../../registries/harbor/client.ts";

/** The state of an artifact's newest scan, of whichever report is there; null where it is not scanned, or Harbor does not tell. */
export function overviewOf({ scan_overview }: HarborArtifact): HarborOverview | null {
  for (const type of [...reportTypes, ...Object.keys(scan_overview ?? {})]) {
    const read = overview.safeParse(scan_overview?.[type]);
    if (read.success) return read.data;
  }
  return null;
}

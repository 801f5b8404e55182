import type { HarborOverview } from "../../registries/harbor/answers.ts";
import type { HarborClient } from "../../registries/harbor/client.ts";
import { overviewOf } from "./overview.ts";

/** A scan that ended well in Harbor, whoever asked for it. */
export type MadeThere = {
  readonly digest: string;
  /** Harbor's own. */
  readonly reportId: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly overview: HarborOverview;
};

/** Of a repository's images, children of indexes too: in a request for a hundred artifacts. An index's own is of all its children. */
export async function* madeThere(
  client: HarborClient,
  repository: string,
  signal: AbortSignal,
): AsyncIterable<MadeThere> {
  const options = { overview: true, children: true };
  for await (const artifact of client.artifacts(repository, options, signal)) {
    if (artifact.references.length > 0) continue;
    const overview = overviewOf(artifact);
    if (overview?.scan_status !== "Success") continue;
    const endedAt = new Date(overview.end_time ?? Number.NaN);
    const startedAt = new Date(overview.start_time ?? Number.NaN);
    if (overview.report_id === null || Number.isNaN(endedAt.getTime())) continue;
    yield {
      digest: artifact.digest,
      reportId: overview.report_id,
      startedAt: startedAt < endedAt ? startedAt : endedAt,
      endedAt,
      overview,
    };
  }
}

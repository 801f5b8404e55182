import type { ProblemCode } from "@plimsoll/api";
import { PlimsollError, problemCodeOf } from "../../error.ts";
import type { HarborClient } from "./client.ts";

/** Parts without which images can still be listed and pulled. */
const minor: Readonly<Record<string, string>> = {
  jobservice: "scans do not begin",
  portal: "its pages do not open",
  trivy: "its Trivy does not scan",
  notary: "signatures are not checked",
  chartmuseum: "charts are not served",
  registryctl: "nothing is cleaned up",
};

/**
 * What ails a Harbor, in three requests that cost it little; null for nothing. What its own health page says may be
 * ten seconds old.
 */
export async function harborAilment(
  client: HarborClient,
  signal: AbortSignal,
): Promise<{ readonly code: ProblemCode | null; readonly detail: string } | null> {
  try {
    await client.ping(signal);
    await client.identify(signal);
    const { components } = await client.health(signal);
    const down = components.filter(({ status }) => status !== null && status !== "healthy");
    if (down.length === 0) return null;
    const words = down.map(({ name }) =>
      minor[name] ? `${name} is down: ${minor[name]}` : `${name} is down`,
    );
    return {
      code: "registry-unreachable",
      detail: `Harbor answers, but not all of it works: ${words.join("; ")}.`,
    };
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const { message, hint } = error;
    return {
      code: problemCodeOf(error),
      detail: `${message.replace(/[.…]?$/, ".")}${hint === null ? "" : ` ${hint}`}`,
    };
  }
}

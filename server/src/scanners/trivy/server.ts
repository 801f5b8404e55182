import type { Outbound } from "../../outbound/outbound.ts";
import { asObject, asText, badAnswer, objectOf } from "../external/answers.ts";
import { timeOf } from "../external/finding.ts";
import { openPeer } from "../external/peer.ts";

/** `trivy server`: it has the advisories, and never sees the image. */
export type TrivyServer = {
  readonly address: string;
  readonly token: string | null;
  /** PEM. */
  readonly certificate: string | null;
  readonly insecure: boolean;
  /** Absent: it may be anywhere. */
  readonly outbound?: Outbound;
};

/** Throws `scanner-unreachable` and `scanner-answer`. It tells everyone how old its database is. */
export function openTrivyServer(server: TrivyServer, timeoutMs: number) {
  const { address, certificate, insecure, outbound } = server;
  const peer = openPeer({ name: "Trivy's server", address, certificate, insecure, outbound });
  return {
    async describe(signal: AbortSignal): Promise<{ readonly databaseDate: string | null }> {
      const what = "its version";
      const answer = await peer.ask({ path: "/version", bytes: 2 ** 20, timeoutMs, signal });
      if (answer.status !== 200) throw badAnswer(peer, what, `it answers ${answer.status}`);
      const database = asObject(objectOf(peer, answer, what).VulnerabilityDB);
      return { databaseDate: timeOf(asText(database?.UpdatedAt)) };
    },
  };
}

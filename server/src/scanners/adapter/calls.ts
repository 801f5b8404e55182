import { PlimsollError } from "../../error.ts";
import { badAnswer, messageOf, objectOf, pause, pauseOf, refused } from "../external/answers.ts";
import { notScannable } from "../external/image.ts";
import { imageFault } from "../external/image-fault.ts";
import type { Peer, PeerAnswer } from "../external/peer.ts";
import type { Redact } from "../external/redact.ts";
import type { FindingsRun } from "../findings-port.ts";
import { type Metadata, readMetadata } from "./metadata.ts";
import { mediaTypes } from "./protocol.ts";

export type AdapterBounds = {
  /** One call. */
  readonly callMs: number;
  /** A whole scan. */
  readonly scanMs: number;
  /** Between two looks for the report: where the adapter does not say, and at the least and most where it does. */
  readonly pollMs: number;
  readonly leastPollMs: number;
  readonly mostPollMs: number;
  /** Looks in a row that may fail, or find no such scan. */
  readonly misses: number;
  readonly reportBytes: number;
  readonly otherBytes: number;
};

export const usualBounds: AdapterBounds = {
  callMs: 30_000,
  scanMs: 30 * 60_000,
  pollMs: 5_000,
  leastPollMs: 500,
  mostPollMs: 60_000,
  misses: 6,
  reportBytes: 256 * 2 ** 20,
  otherBytes: 2 ** 20,
};

/** What the adapter is asked to scan. */
type ScanRequest = {
  readonly registry: {
    readonly url: string;
    readonly authorization: string;
    readonly insecure: boolean;
  };
  readonly artifact: {
    readonly repository: string;
    readonly digest: string;
    readonly mime_type: string;
    readonly size: number;
  };
};

/** The three calls of the specification, and what each can come to. */
export type AdapterCalls = {
  metadata(signal: AbortSignal): Promise<Metadata>;
  /** Gives the scan's id. */
  submit(request: ScanRequest, metadata: Metadata, signal: AbortSignal): Promise<string>;
  /** Looks until the report is there. */
  follow(id: string, mediaType: string, run: FindingsRun): Promise<PeerAnswer>;
};

export function openAdapter(
  peer: Peer,
  options: { readonly bounds: AdapterBounds; readonly redact: Redact; readonly hint: string },
): AdapterCalls {
  const { bounds, redact, hint } = options;

  function fault(answer: PeerAnswer, what: string): Error {
    const { status } = answer;
    if (status === 401 || status === 403) return refused(peer, status, hint);
    if (status === 429)
      return new PlimsollError(
        "scanner-limited",
        `${peer.name} at ${peer.host} is asked too often`,
        {
          hint: "Run fewer scans at a time, or give the adapter more workers.",
        },
      );
    if (status >= 300 && status < 400)
      return badAnswer(peer, what, `it redirects (${status})`, {
        hint: "Give the address that it leads to: credentials are not sent along.",
      });
    if (status === 404)
      return badAnswer(peer, what, "it answers 404", {
        hint: "Check the address: the host and the path before /api/v1.",
      });
    const said = messageOf(answer, redact);
    return new PlimsollError(
      "scanner-failed",
      `${peer.name} at ${peer.host} answers ${status} to the request for ${what}${said ? `: ${said}` : ""}`,
      { hint: "The adapter's own log has the cause. Scan again; if it fails again, look there." },
    );
  }

  /** It may be the image that it cannot read. */
  function scanFault(answer: PeerAnswer, what: string): Error {
    const { status } = answer;
    const own = status >= 500 || status === 400;
    return (own ? imageFault(messageOf(answer, redact)) : null) ?? fault(answer, what);
  }

  function forgotten(): PlimsollError {
    return new PlimsollError(
      "scanner-failed",
      `${peer.name} at ${peer.host} has lost the scan that it had taken`,
      { hint: "It was restarted, or its instances do not share their scans. Scan again." },
    );
  }

  return {
    async metadata(signal) {
      const what = "its metadata";
      const answer = await peer.ask({
        path: "/api/v1/metadata",
        headers: { accept: mediaTypes.metadata },
        bytes: bounds.otherBytes,
        timeoutMs: bounds.callMs,
        signal,
      });
      if (answer.status !== 200) throw fault(answer, what);
      const body = objectOf(peer, answer, what);
      if (!Array.isArray(body.capabilities))
        throw badAnswer(peer, what, "it names no capabilities");
      return readMetadata(body);
    },

    async submit({ registry, artifact }, { scanner, typed, produces }, signal) {
      const capability = { type: "vulnerability", produces_mime_types: produces, parameters: null };
      const answer = await peer.ask({
        method: "POST",
        path: "/api/v1/scan",
        headers: { "content-type": mediaTypes.scanRequest, accept: mediaTypes.scanResponse },
        body: JSON.stringify({
          registry,
          artifact: { ...artifact, tag: "" },
          ...(typed ? { enabled_capabilities: [capability] } : {}),
        }),
        bytes: bounds.otherBytes,
        timeoutMs: bounds.callMs,
        signal,
      });
      const what = "a scan";
      if (answer.status === 422 || answer.status === 501)
        throw notScannable(
          `${scanner.name} does not scan this (${answer.status}): ${messageOf(answer, redact)}`,
        );
      if (answer.status < 200 || answer.status > 202) throw scanFault(answer, what);
      const { id } = objectOf(peer, answer, what);
      if (typeof id !== "string" || id === "" || id.length > 512)
        throw badAnswer(peer, what, "it gives no id");
      return id;
    },

    async follow(id, mediaType, { signal, onProgress, log }) {
      const what = "its report";
      let misses = 0;
      const missed = (why: string, error: Error) => {
        if (++misses >= bounds.misses) throw error;
        if (misses === 1) log("warn", `${why}; it is asked again.`);
      };
      for (let wait = Math.min(2_000, bounds.pollMs); ; ) {
        await pause(wait, signal);
        onProgress(null);
        wait = bounds.pollMs;
        let answer: PeerAnswer;
        try {
          answer = await peer.ask({
            path: `/api/v1/scan/${encodeURIComponent(id)}/report`,
            headers: { accept: mediaType },
            bytes: bounds.reportBytes,
            timeoutMs: bounds.callMs,
            signal,
          });
        } catch (error) {
          if (!(error instanceof PlimsollError) || error.code !== "scanner-unreachable")
            throw error;
          missed(error.message, error);
          continue;
        }
        const { status, complete } = answer;
        const asked = pauseOf(answer, ["refresh-after", "retry-after"]);
        if (asked !== null)
          wait = Math.min(Math.max(asked * 1000, bounds.leastPollMs), bounds.mostPollMs);
        if (status === 200 && complete) return answer;
        // It stands for "not yet", wherever its Location leads.
        if (status === 302) misses = 0;
        else if (status === 200)
          missed("The report was cut off", badAnswer(peer, what, "it was cut off"));
        else if (status === 404) missed("The adapter does not know the scan", forgotten());
        else if (passing.has(status)) missed(`The adapter answers ${status}`, fault(answer, what));
        else throw scanFault(answer, what);
      }
    },
  };
}

const passing = new Set([408, 425, 429, 502, 503, 504]);

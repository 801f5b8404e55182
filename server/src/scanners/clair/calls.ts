import { PlimsollError } from "../../error.ts";
import {
  asText,
  badAnswer,
  type JsonObject,
  messageOf,
  objectOf,
  pause,
  refused,
} from "../external/answers.ts";
import type { Peer, PeerAnswer } from "../external/peer.ts";
import { type Redact, redactor } from "../external/redact.ts";
import type { FindingsRun } from "../findings-port.ts";
import { isDatabaseFault, isExpired, layerFault } from "./faults.ts";

export type ClairBounds = {
  /** One call, but the indexing of an image, which takes as long as it takes. */
  readonly callMs: number;
  readonly scanMs: number;
  /** While its database has no advisories yet. */
  readonly initialiseMs: number;
  /** While it has taken an image and knows nothing of it: it does at once, unless its database is down. */
  readonly unknownMs: number;
  /** Between two looks. */
  readonly pollMs: number;
  /** Times that it may be too busy, one after the other, with a longer wait each. */
  readonly busy: number;
  readonly reportBytes: number;
  readonly otherBytes: number;
};

export const usualBounds: ClairBounds = {
  callMs: 60_000,
  scanMs: 30 * 60_000,
  initialiseMs: 10 * 60_000,
  unknownMs: 60_000,
  pollMs: 2_000,
  busy: 30,
  reportBytes: 256 * 2 ** 20,
  otherBytes: 64 * 2 ** 20,
};

type Run = Pick<FindingsRun, "signal" | "onProgress" | "log">;
/** Makes the request for an index, with fresh tokens for the layers. */
type MakeManifest = () => Promise<{ readonly body: string; readonly authorization: string | null }>;

/** Clair's API with its traps, https://quay.github.io/clair/reference/api.html */
export type ClairCalls = {
  /** Throws unless it is a Clair that takes the key. */
  state(signal: AbortSignal): Promise<void>;
  /** Null where it does not tell. */
  updates(signal: AbortSignal): Promise<JsonObject | null>;
  /** Done when the image is indexed. */
  index(manifest: MakeManifest, run: Run): Promise<void>;
  /** The vulnerability report of what was indexed. */
  report(digest: string, manifest: MakeManifest, run: Run): Promise<PeerAnswer>;
};

const json = { accept: "application/json" };
const paths = {
  state: "/indexer/api/v1/index_state",
  index: "/indexer/api/v1/index_report",
  report: "/matcher/api/v1/vulnerability_report",
  updates: "/matcher/api/v1/internal/update_operation?latest=true",
} as const;

/** States of an index in their order; the empty one is the first, and stays for good where a request was broken off. */
const steps = ["", "FetchLayers", "ScanLayers", "Coalesce", "IndexFinished"];

export function openClair(
  peer: Peer,
  options: { bounds: ClairBounds; redact: Redact; identified: boolean },
): ClairCalls {
  const { bounds, redact, identified } = options;

  const get = (path: string, signal: AbortSignal, bytes = bounds.otherBytes) =>
    peer.ask({ path, headers: json, bytes, timeoutMs: bounds.callMs, signal });

  /** Its status is what counts: a 429's body is cut off, and content types say what they like. */
  function fault(answer: PeerAnswer, what: string, clean: Redact = redact): Error {
    const { status } = answer;
    if (status === 401 || status === 403)
      return refused(
        peer,
        status,
        identified
          ? "The key or the issuer is not the one in Clair's auth.psk, or the clocks differ."
          : "It wants a token. Give the key and an issuer of its auth.psk.",
      );
    if (status === 404 || status === 405 || (status >= 300 && status < 400))
      return badAnswer(peer, what, `it answers ${status}`, {
        hint: "Give the address before /indexer and /matcher, and a Clair of version 4.",
      });
    if (status === 412 || status === 304)
      return badAnswer(peer, what, `it answers ${status} though nothing was asked of it`, {
        hint: "A cache lies between here and Clair. Ask Clair directly.",
      });
    const message = messageOf(answer, clean);
    if (isDatabaseFault(message))
      return new PlimsollError(
        "scanner-failed",
        `Clair at ${peer.host} answers ${status}: its database fails`,
        {
          hint: "Look at Clair's PostgreSQL, and at Clair's log.",
        },
      );
    return new PlimsollError(
      "scanner-failed",
      `Clair at ${peer.host} answers ${status} to the request for ${what}: ${message}`,
      { hint: "Clair's own log has the cause." },
    );
  }

  /** Tells how far the index is while the request for it is answered, and calls `lost` when Clair knows nothing of it. */
  async function watch(
    digest: string,
    run: Run,
    ended: AbortSignal,
    lost: () => void,
  ): Promise<void> {
    let seen = Date.now();
    for (let last = ""; ; ) {
      try {
        await pause(bounds.pollMs, ended);
        const answer = await get(`${paths.index}/${digest}`, ended);
        if (answer.status !== 404) seen = Date.now();
        if (Date.now() - seen > bounds.unknownMs) return lost();
        if (answer.status !== 200) continue;
        const state = asText(objectOf(peer, answer, "its index").state) ?? "";
        const done = steps.indexOf(state);
        if (state === last || done < 0) continue;
        last = state;
        run.onProgress({ phase: "reading", done, total: steps.length - 1 });
        run.log("info", `Clair: ${state}.`);
      } catch {
        // What is wrong, the request itself will tell. No state is waited for: that of a broken one stays for good.
        if (ended.aborted) return;
      }
    }
  }

  async function post(body: string, signal: AbortSignal): Promise<PeerAnswer> {
    return peer.ask({
      method: "POST",
      path: paths.index,
      // Never If-None-Match: it is about Clair's readers, and answers 412 for images that it has never seen.
      headers: { ...json, "content-type": "application/json" },
      body,
      bytes: bounds.reportBytes,
      timeoutMs: bounds.scanMs,
      signal,
    });
  }

  async function index(manifest: MakeManifest, run: Run): Promise<void> {
    run.onProgress(null);
    let renewed = false;
    let told = false;
    let again = 0;
    for (let busy = 0; ; ) {
      const { body, authorization } = await manifest();
      const clean = redactor([authorization?.replace(/^\S+ /, "")]);
      const safe: Redact = (text) => clean(redact(text));
      if (!told && authorization?.startsWith("Basic "))
        run.log(
          "info",
          "The registry gives no tokens: Clair pulls with its user name and password.",
        );
      told = true;
      const { hash } = JSON.parse(body) as { hash: string };
      const ended = new AbortController();
      const lost = new AbortController();
      const stop = AbortSignal.any([run.signal, ended.signal]);
      const watching = watch(hash, run, stop, () => lost.abort());
      let answer: PeerAnswer;
      try {
        answer = await post(body, AbortSignal.any([run.signal, lost.signal]));
      } catch (error) {
        if (lost.signal.aborted && !run.signal.aborted) throw forgotten(peer);
        // A proxy's patience may have ended before Clair was done: what it has read is not read again.
        const cut = error instanceof PlimsollError && error.code === "scanner-unreachable";
        if (!cut || ++again > 2) throw error;
        run.log("warn", `${error.message}; it is asked again.`);
        await pause(bounds.pollMs, run.signal);
        continue;
      } finally {
        ended.abort();
        await watching;
      }
      if (answer.status === 201 || answer.status === 200) return finish(answer, safe);
      if (answer.status === 429) {
        if (++busy > bounds.busy)
          throw new PlimsollError(
            "scanner-limited",
            `Clair at ${peer.host} is busy with other images`,
            {
              hint: "Run fewer scans at a time, or raise indexer.index_report_request_concurrency.",
            },
          );
        if (busy === 1) run.log("info", "Clair is busy with other images; it is asked again.");
        await pause(Math.min(bounds.pollMs * busy, 30_000), run.signal);
        continue;
      }
      const message = messageOf(answer, safe);
      if (answer.status >= 500 && isExpired(message) && authorization !== null && !renewed) {
        renewed = true;
        run.log("info", "The registry did not take the token any more; Clair gets a new one.");
        continue;
      }
      if ([502, 503, 504].includes(answer.status) && ++again <= 2) {
        run.log("warn", `Clair's address answers ${answer.status}; it is asked again.`);
        await pause(bounds.pollMs, run.signal);
        continue;
      }
      const known = answer.status === 400 || answer.status >= 500 ? layerFault(message) : null;
      throw known ?? fault(answer, "an index", safe);
    }
  }

  function finish(answer: PeerAnswer, safe: Redact): void {
    const report = objectOf(peer, answer, "its index");
    if (report.success === true) return;
    const message = safe(asText(report.err) ?? "");
    throw (
      layerFault(message) ??
      badAnswer(peer, "its index", `it ended as "${asText(report.state) ?? ""}": ${message}`)
    );
  }

  return {
    async state(signal) {
      const answer = await get(paths.state, signal);
      if (answer.status !== 200) throw fault(answer, "its state");
      if (asText(objectOf(peer, answer, "its state").state) === null)
        throw badAnswer(peer, "its state", "it has none");
    },
    async updates(signal) {
      try {
        const answer = await get(paths.updates, signal);
        return answer.status === 200 ? objectOf(peer, answer, "its updates") : null;
      } catch (error) {
        if (signal.aborted) throw error;
        return null;
      }
    },
    index,
    async report(digest, manifest, run) {
      const until = Date.now() + bounds.initialiseMs;
      run.onProgress({ phase: "matching", done: 0, total: 1 });
      let told = false;
      let again = false;
      for (;;) {
        const answer = await get(`${paths.report}/${digest}`, run.signal, bounds.reportBytes);
        if (answer.status === 200 && answer.complete) return answer;
        if (answer.status === 202) {
          if (Date.now() >= until) throw notReady(peer);
          run.onProgress(null);
          if (!told) run.log("info", "Clair has no advisories yet: it is loading them.");
          told = true;
        } else if (answer.status === 404) {
          // With its database down Clair answers so too, and for what it has never seen.
          if (again) throw forgotten(peer);
          again = true;
          run.log("warn", "Clair does not know what it has just indexed; it is asked again.");
          await index(manifest, run);
        } else if (answer.status !== 429 && answer.status !== 200)
          throw fault(answer, "its report");
        else if (Date.now() >= until) throw fault(answer, "its report");
        await pause(bounds.pollMs, run.signal);
      }
    },
  };
}

function notReady(peer: Peer): PlimsollError {
  return new PlimsollError("scanner-not-ready", `Clair at ${peer.host} has no advisories yet`, {
    hint: "Its first update takes some minutes and needs the internet, or an import by clairctl. Scan again then.",
  });
}

function forgotten(peer: Peer): PlimsollError {
  return new PlimsollError(
    "scanner-failed",
    `Clair at ${peer.host} says that it does not know the image that it was given`,
    {
      hint: "So it answers when its database is down. Look at its PostgreSQL; in split mode, at the matcher's way to the indexer.",
    },
  );
}

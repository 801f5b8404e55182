import { setTimeout as sleep } from "node:timers/promises";
import {
  ApiError,
  type Artifact,
  apiPrefix,
  type Client,
  createClient,
  exportPath,
  type VerdictAnswer,
} from "@plimsoll/api";
import { PlimsollError } from "@plimsoll/engine/indexing";
import type { ScanResult } from "@plimsoll/engine/matching";
import { readResult } from "@plimsoll/engine/policy";
import type { ImageRequest } from "../image-run.ts";

/** A service that scans, keeps the result and judges by its own policies and exceptions. */
export type PlimsollServer = {
  /** Has an image of a connected registry scanned, if it was not yet, and gives the report when it is there. Throws `PlimsollError`. */
  scan(reference: string): Promise<readonly ScanResult[]>;
  /** The rules of a policy by its name there; null where there is none. Throws `PlimsollError`. */
  policy(name: string): Promise<string | null>;
};

/** Milliseconds between two questions, growing. */
const waits = { first: 500, most: 5_000 };
/** A service that was just told of a push looks for it for so long, milliseconds. */
const unknownFor = 120_000;

/** The token is taken from PLIMSOLL_TOKEN: a command line can be read by others. Throws `reference-invalid`. */
export function openServer(
  address: string,
  { log, signal, quiet }: Pick<ImageRequest, "log" | "signal" | "quiet">,
  env: NodeJS.ProcessEnv = process.env,
): PlimsollServer {
  const origin = originOf(address);
  const token = env.PLIMSOLL_TOKEN;
  if (!token)
    throw new PlimsollError("reference-invalid", "--server needs a token in PLIMSOLL_TOKEN", {
      hint: `Make one in the console, under the account's Tokens, with the scope "scan": ${origin}/tokens`,
    });
  const headers = { authorization: `Bearer ${token}` };
  const client = createClient({ origin, headers });
  const call = <T>(ask: () => Promise<T>) => told(ask, origin, signal);
  return {
    policy: async (name) => {
      for (let cursor: string | undefined; ; ) {
        const page = await call(() =>
          client.listPolicies({ query: { limit: 100, cursor }, signal }),
        );
        const found = page.items.find((one) => one.name === name);
        if (found || page.next === null) return found?.document ?? null;
        cursor = page.next;
      }
    },
    async scan(reference) {
      const show = progressLine(quiet);
      try {
        const item = await scanned(client, reference, { call, signal, show, log });
        const url = `${origin}${apiPrefix}${exportPath(item)}?format=json`;
        const text = await call(async () => {
          const answer = await fetch(url, { headers, signal });
          if (!answer.ok) throw new Error(`the report was answered ${answer.status}`);
          return answer.text();
        });
        return readResult(text, url);
      } finally {
        show(null);
      }
    },
  };
}

type Waiting = {
  readonly call: <T>(ask: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
  readonly show: (line: string | null) => void;
  readonly log: ImageRequest["log"];
};

/** The id of the artifact once it is scanned and judged. */
async function scanned(
  client: Client,
  reference: string,
  { call, signal, show, log }: Waiting,
): Promise<string> {
  const began = Date.now();
  let wait = waits.first;
  for (let first = true; ; first = false) {
    const asked = { images: [reference], scan: first };
    const { items } = await call(() => client.askVerdicts({ body: asked, signal }));
    const [item] = items;
    if (!item || item.reason === "unknown-registry") throw notConnected(reference);
    if (item.artifactId === null) {
      if (Date.now() - began > unknownFor) throw notThere(reference);
      show("The service looks for the image");
    } else {
      const params = { id: item.artifactId };
      const artifact = await call(() => client.getArtifact({ params, signal }));
      if (isDone(artifact, item)) return artifact.id;
      if (first) log("info", `${reference} is ${artifact.digest} there`);
      show(lineOf(artifact));
    }
    await sleep(wait, undefined, { signal }).catch(() => {
      throw new PlimsollError("aborted", "waiting for the service was stopped");
    });
    wait = Math.min(wait * 1.5, waits.most);
  }
}

/** Throws where it cannot be. What was judged before its report was there is judged again. */
function isDone(artifact: Artifact, { reason }: VerdictAnswer["items"][number]): boolean {
  const { state, summary } = artifact;
  if (state === "not-supported" || ((state === "failed" || state === "stopped") && !summary))
    throw new PlimsollError(
      "registry-answer",
      `the service could not scan the image: ${artifact.reason ?? state}`,
      { hint: "Its log in the console says more." },
    );
  return summary !== null && !artifact.outdated && reason !== "unknown-image";
}

function lineOf({ state, progress, queuePosition }: Artifact): string {
  if (state === "queued")
    return `Queued there${queuePosition ? `, ${queuePosition} before it` : ""}`;
  if (state === "scanning") return `Scanning there: ${Math.round(progress * 100)} %`;
  return "The service judges the image";
}

/** One line on standard error that is written over; nothing where that is no terminal. */
function progressLine(quiet: boolean): (line: string | null) => void {
  if (quiet || !process.stderr.isTTY) return () => {};
  return (line) => process.stderr.write(`\r\u001B[K${line ?? ""}`);
}

/** What the service refuses and what the network fails at, as errors of a scan. */
async function told<T>(ask: () => Promise<T>, origin: string, signal: AbortSignal): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PlimsollError) throw error;
    if (signal.aborted)
      throw new PlimsollError("aborted", "waiting for the service was stopped", { cause: error });
    if (!(error instanceof ApiError))
      throw new PlimsollError("unreachable", `${origin} cannot be asked: ${reasonOf(error)}`, {
        cause: error,
        hint: "Is the service running, and reachable from here?",
      });
    const { problem } = error;
    const isAccess = problem.status === 401 || problem.status === 403;
    throw new PlimsollError(isAccess ? "unauthorized" : "registry-answer", error.message, {
      cause: error,
      ...(problem.hint ? { hint: problem.hint } : {}),
    });
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function originOf(address: string): string {
  const url = URL.parse(/^https?:\/\//.test(address) ? address : `https://${address}`);
  if (url && url.pathname === "/" && !url.search && !url.username) return url.origin;
  throw new PlimsollError("reference-invalid", `"${address}" is no address of a service`, {
    hint: "Write https://plimsoll.example.com.",
  });
}

function notConnected(reference: string): PlimsollError {
  return new PlimsollError("not-found", `${reference} is in no registry that the service knows`, {
    hint: "Connect its registry in the console, or scan without --server.",
  });
}

function notThere(reference: string): PlimsollError {
  return new PlimsollError("not-found", `the service does not find ${reference} in its registry`, {
    hint: "It may not be allowed to see it; sync the registry in the console.",
  });
}

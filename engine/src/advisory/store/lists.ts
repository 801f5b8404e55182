import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PlimsollError } from "../../error.ts";
import { header, openTransport, readBody, retryAfter } from "../../image/registry-fetch.ts";
import { defaultLimits } from "../../limits.ts";
import { type Exploitation, readEpss, readKev } from "../exploitation.ts";
import { readStarterExploitation } from "../starter/starter.ts";
import { openPatience } from "./patience.ts";
import type { RegistryAccess } from "./pull.ts";
import { changeState, type KeptList, type StoreFile, storeError } from "./state.ts";

/** What is known of attacks: CISA's list, and FIRST's scores. */
export type ListName = "kev" | "epss";
export type ListSources = Readonly<Partial<Record<ListName, string | undefined>>>;

const dayMs = 86_400_000;
const files: Readonly<Record<ListName, string>> = { kev: "kev.json", epss: "epss.csv" };

export function isUrl(text: string): boolean {
  return /^https?:\/\//.test(text);
}

export function isListDue(kept: KeptList | undefined, source: string, now: Date): boolean {
  if (kept?.source !== source) return true;
  return Math.abs(now.getTime() - Date.parse(kept.checkedAt)) >= dayMs;
}

/** Fetches a list where it has changed. Throws `PlimsollError`; the one kept stays then. */
export async function fetchList(
  store: string,
  name: ListName,
  url: string,
  options: {
    readonly state: StoreFile;
    readonly access: Pick<RegistryAccess, "certificate" | "env" | "retry" | "userAgent">;
    readonly signal: AbortSignal | undefined;
    readonly beginMs: number;
    readonly now: Date;
  },
): Promise<void> {
  const { state, access, now } = options;
  const known = state.lists[name]?.source === url ? state.lists[name] : undefined;
  const transport = openTransport({
    certificate: access.certificate,
    env: access.env,
    userAgent: access.userAgent ?? "plimsoll",
    retry: { attempts: 2, longestMs: 2_000, ...access.retry },
  });
  const patience = openPatience({ beginMs: options.beginMs, stallMs: 60_000 }, options.signal);
  try {
    const answer = await transport.send(new URL(url), {
      signal: patience.signal,
      headers: {
        ...(known?.etag ? { "if-none-match": known.etag } : {}),
        ...(known?.modified ? { "if-modified-since": known.modified } : {}),
      },
    });
    patience.came();
    const at = now.toISOString();
    if (answer.status === 304 && known) {
      await answer.body.dump();
      await keep(store, name, { ...known, checkedAt: at });
      return;
    }
    if (answer.status !== 200) {
      await answer.body.dump();
      throw answerFailure(new URL(url), answer.status, retryAfter(answer));
    }
    const bound = {
      bytes: defaultLimits.exploitationBytes,
      limit: "exploitationBytes",
      what: "the list",
    };
    const text = unpacked(await readBody(answer, bound, patience.signal), url);
    const { date } = read[name](text, url);
    await replace(store, files[name], text);
    await keep(store, name, {
      source: url,
      date,
      etag: header(answer, "etag"),
      modified: header(answer, "last-modified"),
      fetchedAt: at,
      checkedAt: at,
    });
  } catch (cause) {
    throw patience.explain(cause, new URL(url).host);
  } finally {
    patience.stop();
    await transport.close();
  }
}

/**
 * What to lay over a database: what was asked for, and what the program carries where the database itself knows
 * nothing. Lists are read at the first look-up that needs them; files of one's own at once.
 * Throws `PlimsollError` where such a file cannot be read.
 */
export async function openLists(
  store: string,
  sources: ListSources,
  kept: StoreFile["lists"],
  needsCarried: boolean,
): Promise<Exploitation> {
  const carried = needsCarried ? readStarterExploitation() : { kev: null, epss: null };
  return {
    kev: (await openOne(store, "kev", sources.kev, kept.kev)) ?? carried.kev,
    epss: (await openOne(store, "epss", sources.epss, kept.epss)) ?? carried.epss,
  };
}

type Lists = { [Name in ListName]: NonNullable<Exploitation[Name]> };

async function openOne<Name extends ListName>(
  store: string,
  name: Name,
  source: string | undefined,
  kept: KeptList | undefined,
): Promise<Lists[Name] | null> {
  if (source === undefined) return null;
  if (!isUrl(source)) {
    const bytes = await readFile(source).catch((cause: NodeJS.ErrnoException) => {
      throw new PlimsollError("io", `${source} cannot be read (${cause.code})`, {
        cause,
        hint: `Give ${hints[name]}.`,
      });
    });
    return read[name](unpacked(bytes, source), source);
  }
  if (kept === undefined) return null;
  const path = join(store, files[name]);
  let loaded: Lists[Name] | null = null;
  const load = () => {
    loaded ??= read[name](readFileSync(path, "utf8"), path);
    return loaded;
  };
  return lazy[name](kept.date, load);
}

const lazy: { [Name in ListName]: (date: string, load: () => Lists[Name]) => Lists[Name] } = {
  kev: (date, load) => ({ date, ids: { has: (id) => load().ids.has(id) } }),
  epss: (date, load) => ({ date, scores: { get: (id) => load().scores.get(id) } }),
};

const hints: Readonly<Record<ListName, string>> = {
  kev: "CISA's catalogue as JSON",
  epss: "FIRST's scores as CSV, which may be compressed by gzip",
};

const read: { [Name in ListName]: (text: string, from: string) => Lists[Name] } = {
  kev: (text, from) => checked("kev", from, () => readKev(text)),
  epss: (text, from) => checked("epss", from, () => readEpss(text)),
};

function checked<T>(name: ListName, from: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new PlimsollError(
      "database-unusable",
      `${from} cannot be used: ${cause instanceof Error ? cause.message : cause}`,
      { cause, hint: `Give ${hints[name]}.` },
    );
  }
}

function unpacked(bytes: Buffer, from: string): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString("utf8");
  try {
    return gunzipSync(bytes, { maxOutputLength: defaultLimits.exploitationBytes }).toString("utf8");
  } catch (cause) {
    throw new PlimsollError("database-unusable", `${from} cannot be unpacked`, { cause });
  }
}

async function replace(store: string, name: string, text: string): Promise<void> {
  const draft = join(store, `${name}.${process.pid}.draft`);
  try {
    await mkdir(store, { recursive: true, mode: 0o700 });
    await writeFile(draft, text);
    await rename(draft, join(store, name));
  } catch (cause) {
    throw storeError(store, cause);
  }
}

async function keep(store: string, name: ListName, list: KeptList): Promise<void> {
  await changeState(store, (before) => ({
    ...before,
    lists: { ...before.lists, [name]: list },
    failures: before.failures.filter(({ source }) => source !== list.source),
  }));
}

function answerFailure(url: URL, status: number, seconds: number | null): PlimsollError {
  const code = { 401: "unauthorized", 403: "unauthorized", 404: "not-found", 429: "rate-limited" }[
    status
  ] as "unauthorized" | undefined;
  return new PlimsollError(code ?? "registry-answer", `${url.host} answered ${status}`, {
    retryAfterSeconds: seconds,
    hint: "Check the address; what is kept stays in use.",
  });
}

import type { PackageType } from "../inventory/package.ts";
import type { DockerfileRun } from "../origin/dockerfile.ts";
import type { Change } from "./plan.ts";
import { isVersion } from "./quote.ts";

/** A package as a line of a Dockerfile may ask for it. */
export type Wanted = {
  readonly type: PackageType;
  readonly name: string;
  readonly from: string;
  readonly to: string;
};

/** The Dockerfile's own words that hold a package to the version which it has; empty where none do. All are to be replaced. */
export type Pins = (wanted: Wanted) => Change[];

/** Reads the words of RUN lines once: `pip install requests==2.19.0`, `apt-get install curl=7.88.1-10`, `npm install -g x@1`. */
export function pinsIn(runs: readonly Pick<DockerfileRun, "number" | "text">[]): Pins {
  const words = runs.flatMap(wordsOf).map((word) => ({ ...word, said: word.before.join(" ") }));
  const asked = new Map(
    Object.entries(installers).map(([type, { command }]) => [
      type,
      words.filter(({ said }) => command.test(said)),
    ]),
  );
  return (wanted) => {
    const installer = installers[wanted.type];
    if (!installer || !isVersion(wanted.to)) return [];
    return (asked.get(wanted.type) ?? []).flatMap(({ line, raw, text, before }): Change[] => {
      const instead = installer.pinned(text, wanted, before);
      if (instead === null || instead === text || !raw.includes(text)) return [];
      return [
        {
          kind: "dockerfile",
          replaces: { line, text: raw },
          after: null,
          text: raw.replace(text, () => instead),
        },
      ];
    });
  };
}

/** The line after which a command is added that needs what a tool has installed: the last one with that tool. */
export function lastWith(tool: string, runs: readonly DockerfileRun[]): number | null {
  const word = new RegExp(`(^|[\\s/&;|"'])${tool}[\\d.]*["']?[\\s,]`);
  return runs.findLast(({ inImage, text }) => inImage && word.test(text))?.end ?? null;
}

type Word = {
  readonly line: number;
  /** As it stands there, with its quotes. */
  readonly raw: string;
  readonly text: string;
  /** The words of the same command before it. */
  readonly before: readonly string[];
};

/** Of a shell's words those that are plain; what is computed is none of ours to change. */
function wordsOf({ number, text }: { readonly number: number; readonly text: string }): Word[] {
  const found: Word[] = [];
  const form = /^RUN\s+(--\S+\s+)*\[/i.test(text) ? listed : spoken;
  let before: string[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(line)) continue;
    for (const [raw] of line.matchAll(form)) {
      if (/^[;&|()]/.test(raw)) {
        before = [];
        continue;
      }
      const word = raw.replace(/^(["'])(.*)\1$/s, "$2");
      found.push({ line: number + at, raw, text: word, before });
      before = [...before.slice(0, mostBefore), word];
    }
    // A line of a here-document is a command of its own.
    if (form === spoken && !/\\\s*$/.test(line)) before = [];
  }
  return found;
}

const mostBefore = 200;
/** A word of a shell, or what ends a command. */
const spoken = /[;&|()]+|(?:[^\s;&|()"'\\]|\\.|"[^"]*"|'[^']*')+/g;
/** Of `["pip", "install", "requests"]`. */
const listed = /"(?:[^"\\]|\\.)*"/g;

type Installer = {
  /** What the words before a package's are. */
  readonly command: RegExp;
  /** The word with the version to go to; null where it is not about the package. */
  readonly pinned: (word: string, wanted: Wanted, before: readonly string[]) => string | null;
};

const apart =
  (separator: string) =>
  (word: string, { name, from, to }: Wanted) => {
    const at = word.indexOf(separator);
    return at > 0 && word.slice(0, at).replace(/:\w+$/, "") === name && word.slice(at + 1) === from
      ? `${word.slice(0, at + 1)}${to}`
      : null;
  };

/** By the package's type: how a command asks for one version of it. */
const installers: Readonly<Partial<Record<PackageType, Installer>>> = {
  apk: { command: /(^|[\s/])apk\s(.*\s)?add(\s|$)/, pinned: apart("=") },
  deb: { command: /(^|[\s/])(apt|apt-get|aptitude)\s(.*\s)?install(\s|$)/, pinned: apart("=") },
  rpm: {
    command: /(^|[\s/])(dnf5?|microdnf|tdnf|yum)\s(.*\s)?(install|update|upgrade)(\s|$)/,
    pinned(word, { name, from, to }) {
      const pin = `${name}-${withoutEpoch(from)}`;
      return word === pin || word.startsWith(`${pin}.`)
        ? `${name}-${withoutEpoch(to)}${word.slice(pin.length)}`
        : null;
    },
  },
  pypi: {
    command: /(^|[\s/])pip[\d.]*\s(.*\s)?install(\s|$)/,
    pinned(word, { name, from, to }) {
      const [, start, named = "", version] =
        /^((\w[\w.-]*)(?:\[[^\]]*\])?===?)([^\s;,]+)$/.exec(word) ?? [];
      return version === from && pythonName(named) === pythonName(name) ? `${start}${to}` : null;
    },
  },
  npm: {
    command: /(^|[\s/])(npm|pnpm|yarn)\s(.*\s)?(install|i|add)(\s|$)/,
    pinned(word, { name, from, to }) {
      const version = word.startsWith(`${name}@`) ? word.slice(name.length + 1) : "";
      return isBeginning(version, from) ? `${name}@${to}` : null;
    },
  },
  gem: {
    command: /(^|[\s/])gem\s+install(\s|$)/,
    pinned(word, { name, from, to }, before) {
      if (word === `${name}:${from}`) return `${name}:${to}`;
      const alone = before.filter((one) => /^[a-z]/i.test(one)).slice(2);
      const [, flag = ""] = /^(--version=|-v)(?=\d)/.exec(word) ?? [];
      const isVersionOf = flag !== "" || /^(-v|--version)$/.test(before.at(-1) ?? "");
      return isVersionOf && alone.includes(name) && word.slice(flag.length) === from
        ? `${flag}${to}`
        : null;
    },
  },
  golang: {
    command: /(^|[\s/])go\s+(install|get)(\s|$)/,
    pinned(word, { name, from, to }) {
      const at = word.lastIndexOf("@");
      const path = word.slice(0, Math.max(at, 0));
      return (path === name || path.startsWith(`${name}/`)) &&
        bare(word.slice(at + 1)) === bare(from)
        ? `${path}@v${bare(to)}`
        : null;
    },
  },
  cargo: { command: /(^|[\s/])cargo\s(.*\s)?install(\s|$)/, pinned: apart("@") },
};

/** `1` and `1.2` are whatever is newest of 1.2.3's kind: a build that is cached keeps what that was. */
function isBeginning(version: string, whole: string): boolean {
  return /^\d+(\.\d+)*/.test(version) && (whole === version || whole.startsWith(`${version}.`));
}

/** https://packaging.python.org/en/latest/specifications/name-normalization/ */
function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

function withoutEpoch(version: string): string {
  return version.replace(/^\d+:/, "");
}

function bare(version: string): string {
  return version.replace(/^v(?=\d)/, "");
}

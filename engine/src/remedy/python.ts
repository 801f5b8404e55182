import type { Package } from "../inventory/package.ts";
import { baseName } from "../layer/path.ts";
import { manifestOf } from "../origin/manifest.ts";
import type { Holder, Wanted } from "./ecosystems.ts";
import type { Change } from "./plan.ts";
import { shellQuote } from "./quote.ts";

/** With the tool whose lock file named it; else pip's. */
export function pythonChanges({ one, to, ofBase }: Wanted): Change[] {
  const pinned = `${one.name}==${to}`;
  const manifest = manifestOf(one) ?? "requirements.txt";
  const locked = lockTools[baseName(one.path)];
  if (locked) return [{ kind: "command", tool: locked.tool, text: locked.text(one.name, to) }];
  const install = `pip install ${shellQuote(pinned)}`;
  const command: Change = { kind: "command", tool: "pip", text: install };
  const line: Change = {
    kind: "dockerfile",
    replaces: null,
    after: null,
    text: `RUN pip install --no-cache-dir ${shellQuote(pinned)}`,
  };
  return ofBase || isOfCommand(one)
    ? [line, command]
    : [{ kind: "manifest", file: manifest, text: pinned }, command];
}

/** Whether the line that made its layer names packages itself, and no file does. */
function isOfCommand({ layer: { command } }: Package): boolean {
  const said = /\bpip[\d.]*\s(?:[^;&|]*\s)?install\s([^;&|]*)/.exec(command ?? "")?.[1];
  return said !== undefined && !/(^|\s)(-r|--requirement|-e|--editable|\.|\S*\/)/.test(said);
}

/** Setuptools and pip carry others within themselves, https://setuptools.pypa.io/en/latest/development/distribution.html */
export function pythonHolder({ path }: Package): Holder | null {
  const name = /(^|\/)([A-Za-z0-9_]+)\/(?:[^/]+\/)*_vendor\//.exec(path)?.[2];
  if (name === undefined) return null;
  const install = `pip install --upgrade ${shellQuote(name)}`;
  return {
    name,
    changes: [
      { kind: "dockerfile", replaces: null, after: null, text: `RUN ${install}` },
      { kind: "command", tool: "pip", text: install },
    ],
  };
}

type LockTool = { readonly tool: string; readonly text: (name: string, to: string) => string };

const lockTools: Readonly<Record<string, LockTool>> = {
  "Pipfile.lock": {
    tool: "pipenv",
    text: (name, to) => `pipenv install ${shellQuote(`${name}==${to}`)}`,
  },
  "poetry.lock": {
    tool: "poetry",
    text: (name, to) => `poetry add ${shellQuote(`${name}==${to}`)}`,
  },
  "uv.lock": {
    tool: "uv",
    text: (name, to) => `uv lock --upgrade-package ${shellQuote(`${name}==${to}`)}`,
  },
  "pdm.lock": { tool: "pdm", text: (name, to) => `pdm add ${shellQuote(`${name}==${to}`)}` },
};

import type { Executable } from "../../../executable/executable.ts";

/** A variable of the program and what the linker set it to: `main.version`, `1.2.3`. */
type Setting = readonly [variable: string, value: string];

/** `-X main.version=1.2.3`, in all ways in which the go command takes it; quotes as a shell has them. */
export function linkerFlags(text: string): Setting[] {
  const words = shellWords(unquoted(text));
  const settings: Setting[] = [];
  for (const [index, word] of words.entries()) {
    const [, attached] = /^--?X(?:=(.*))?$/s.exec(word) ?? [null, null];
    if (attached === null) continue;
    const [, variable = "", value = ""] =
      /^([^=]+)=(.*)$/s.exec(attached ?? words[index + 1] ?? "") ?? [];
    if (variable) settings.push([variable, value]);
  }
  return settings;
}

/** The version among what the linker set; null where there is none, or several that differ. */
export function versionFromFlags(module: string, settings: readonly Setting[]): string | null {
  const found: [string[], string[], string[]] = [[], [], []];
  for (const [variable, value] of settings)
    if (isVersionName(variable) && isVersion(value)) found[rank(module, variable)].push(value);
  const best = found.find((values) => values.length > 0) ?? [];
  return new Set(best).size === 1 ? (best[0] ?? null) : null;
}

/** The linker keeps the values as symbols, where it keeps symbols at all: `-trimpath` hides its flags from the build info. */
export function versionFromSymbols(module: string, program: Executable): string | null {
  const texts = program.symbolText?.((name) => isVersionName(name.slice(0, -".str".length)));
  const settings = [...(texts ?? [])].map(
    ([name, value]): Setting => [name.slice(0, -".str".length), value],
  );
  return versionFromFlags(module, settings);
}

function isVersionName(variable: string): boolean {
  return /\.(version|ver)$/i.test(variable);
}

function isVersion(value: string): boolean {
  return /^v?\d+(\.\d+(\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)?)?$/.test(value);
}

/** A command of the module itself, then a package that is named for it, then any. */
function rank(module: string, variable: string): 0 | 1 | 2 {
  if (variable.startsWith(`${module}/cmd/`)) return 0;
  const home = variable.slice(variable.lastIndexOf("/") + 1).split(".", 1)[0] ?? "";
  return /^(main|common|version|cmd)$/i.test(home) ? 1 : 2;
}

/** The go command writes a value with odd characters as a Go string, https://go.dev/ref/spec#String_literals */
function unquoted(text: string): string {
  if (text.startsWith("`")) return text.slice(1, -1);
  if (!text.startsWith('"')) return text;
  return text
    .slice(1, -1)
    .replace(/\\(["\\])/g, "$1")
    .replace(/\\[tn]/g, " ");
}

function shellWords(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (_, double, single, escaped) =>
      double !== undefined ? String(double).replace(/\\(["\\])/g, "$1") : (single ?? escaped),
    ),
  );
}

import type { Ecosystem, Wanted } from "./ecosystems.ts";
import type { Change } from "./plan.ts";
import { shellQuote } from "./quote.ts";

/** Modules of a program, and by the name of `stdlib` the library of the toolchain that compiled it. */
export const goPackage: Ecosystem = {
  scheme: "semver",
  name: /^[\w.~-]+(\/[\w.~-]+)*$/,
  changes: (wanted) => (wanted.one.name === "stdlib" ? toolchain(wanted) : module(wanted)),
  spell: (fixed, installed) => {
    const version = /^v/.test(installed) && /^\d/.test(fixed) ? `v${fixed}` : fixed;
    return installed.endsWith("+incompatible") && !version.includes("+")
      ? `${version}+incompatible`
      : version;
  },
  downloadable: true,
};

/** https://go.dev/doc/toolchain */
function toolchain({ one, to }: Wanted): Change[] {
  const [from, release] = [one.version, to].map((version) => version.replace(/^v/, ""));
  return [
    {
      kind: "dockerfile",
      replaces: { line: null, text: `FROM golang:${from}` },
      after: null,
      text: `FROM golang:${release}`,
    },
    { kind: "command", tool: "go", text: `go get ${shellQuote(`toolchain@go${release}`)}` },
    { kind: "manifest", file: "go.mod", text: `toolchain go${release}` },
  ];
}

function module({ one, to }: Wanted): Change[] {
  const path = pathAt(one.name, to);
  const moved = path === one.name ? "" : ` # imports of ${one.name} become ${path}`;
  return [
    {
      kind: "command",
      tool: "go",
      text: `go get ${shellQuote(`${path}@${to}`)} && go mod tidy${moved}`,
    },
    { kind: "manifest", file: "go.mod", text: `require ${path} ${to}` },
  ];
}

/** From 2 on the major version is a part of the module's path, https://go.dev/ref/mod#major-version-suffixes */
function pathAt(name: string, version: string): string {
  const major = /^v?(\d+)\./.exec(version)?.[1] ?? "0";
  if (Number(major) < 2 || version.endsWith("+incompatible") || /^gopkg\.in\//.test(name))
    return name;
  const own = /\/v(\d+)$/.exec(name);
  if (own?.[1] === major) return name;
  return `${own ? name.slice(0, own.index) : name}/v${major}`;
}

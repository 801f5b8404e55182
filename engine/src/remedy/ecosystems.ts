import type { Package, PackageType } from "../inventory/package.ts";
import { chainOf } from "../origin/chain.ts";
import { manifestOf } from "../origin/manifest.ts";
import type { VersionScheme } from "../version/schemes.ts";
import { goPackage } from "./go.ts";
import { mavenChanges, mavenSpelling } from "./maven.ts";
import { isForEverything, npmChanges, npmHolder } from "./npm.ts";
import type { Change } from "./plan.ts";
import { pythonChanges, pythonHolder } from "./python.ts";
import { shellQuote } from "./quote.ts";
import { isSameMajor } from "./risk.ts";
import type { VersionRules } from "./smallest-version.ts";

/** What a change is asked for. */
export type Wanted = {
  readonly one: Package;
  readonly to: string;
  /** It lies in the base image: what changes it is a line of one's own Dockerfile. */
  readonly ofBase: boolean;
  /** What else of its name is there. */
  readonly place: Place;
};

/** The versions of a package in one place: an application's modules, a program. */
export type Place = {
  readonly versions: ReadonlySet<string>;
  /** Those that lie there themselves and not within another, so that the application may ask for them. */
  readonly direct: ReadonlySet<string>;
};

/** How a language's packages are changed. */
export type Ecosystem = VersionRules & {
  /** What its names look like; what does not is written into no command. */
  readonly name: RegExp;
  /** Ways to have another version, the shortest first. */
  changes(wanted: Wanted): Change[];
  /** Whether its own tool can change it where it lies, in an image that is built upon it. */
  readonly inPlace?: (one: Package) => boolean;
  /** What brought a package in one piece with itself, and how to have the newest of that. */
  readonly holderOf?: (one: Package) => Holder | null;
  /** It lies as it was downloaded, where the command that brought it says so: one's own build files do not have it. */
  readonly downloadable?: true;
};

export type Holder = { readonly name: string; readonly changes: readonly Change[] };

/** By the package's type: one row a language. Those without a row come with what they are a part of. */
export const ecosystems: Readonly<Partial<Record<PackageType, Ecosystem>>> = {
  npm: {
    scheme: "npm",
    caret: true,
    name: /^(@[a-z0-9~_-][\w.~-]*\/)?[a-z0-9~_-][\w.~-]*$/i,
    changes: npmChanges,
    inPlace: isForEverything,
    holderOf: npmHolder,
  },
  pypi: {
    scheme: "pep440",
    name: /^[a-z0-9]([\w.-]*[a-z0-9])?$/i,
    changes: pythonChanges,
    inPlace: ({ path }) => /(^|\/)(site|dist)-packages\//.test(path),
    holderOf: pythonHolder,
  },
  conda: {
    scheme: "conda",
    name: /^[a-z0-9_][\w.-]*$/i,
    changes: ({ one, to }) => [
      command("conda", `conda install -y ${shellQuote(`${one.name}=${to}`)}`),
      { kind: "manifest", file: manifestOf(one) ?? "environment.yml", text: `- ${one.name}=${to}` },
    ],
    inPlace: () => true,
  },
  gem: {
    scheme: "gem",
    name: /^[a-z0-9][\w.-]*$/i,
    changes({ one, to, ofBase }) {
      const gem = shellQuote(one.name);
      const install = `gem install ${gem} -v ${shellQuote(to)} && gem uninstall ${gem} -v ${shellQuote(one.version)}`;
      if (ofBase) return [run(install), command("gem", install)];
      return [
        {
          kind: "manifest",
          file: manifestOf(one) ?? "Gemfile",
          text: `gem "${one.name}", ">= ${to}"`,
        },
        command("bundler", `bundle update --conservative ${gem}`),
      ];
    },
    // Default gems come with Ruby itself, https://docs.ruby-lang.org/en/master/standard_library_md.html
    inPlace: ({ path }) => /\/specifications\/[^/]+\.gemspec$/.test(path),
    holderOf: ({ path }) =>
      path.includes("/specifications/default/") ? { name: "ruby", changes: [] } : null,
  },
  composer: {
    scheme: "composer",
    name: /^[a-z0-9][\w.-]*\/[a-z0-9][\w.-]*$/i,
    changes: ({ one, to }) => [
      command("composer", `composer require ${shellQuote(`${one.name}:^${bare(to)}`)} -W`),
      {
        kind: "manifest",
        file: manifestOf(one) ?? "composer.json",
        text: `"${one.name}": "^${bare(to)}"`,
      },
    ],
  },
  cargo: {
    scheme: "semver",
    caret: true,
    name: /^[a-z][\w-]*$/i,
    changes({ one, to, place }) {
      const spec = place.versions.size > 1 ? `${one.name}@${one.version}` : one.name;
      const manifest: Change = {
        kind: "manifest",
        file: manifestOf(one) ?? "Cargo.toml",
        text: `${one.name} = "${to}"`,
      };
      // What is not compatible is in no range that the others ask for.
      if (!isSameMajor(one.version, to, true)) return [manifest];
      return [
        command("cargo", `cargo update ${shellQuote(spec)} --precise ${shellQuote(to)}`),
        manifest,
      ];
    },
    downloadable: true,
  },
  golang: goPackage,
  maven: {
    scheme: "maven",
    name: /^[\w.-]+:[\w.-]+$/,
    changes: mavenChanges,
    spell: mavenSpelling,
    holderOf: jarAround,
    downloadable: true,
  },
  nuget: {
    scheme: "nuget",
    name: /^[a-z0-9_][\w.-]*$/i,
    changes: ({ one, to }) => [
      command("dotnet", `dotnet add package ${shellQuote(one.name)} --version ${shellQuote(to)}`),
      {
        kind: "manifest",
        file: manifestOf(one) ?? "*.csproj",
        text: `<PackageReference Include="${one.name}" Version="${to}" />`,
      },
    ],
    downloadable: true,
  },
  julia: {
    scheme: "semver",
    caret: true,
    name: /^[a-z][\w.]*$/i,
    changes: ({ one, to }) => [
      command(
        "julia",
        `julia -e ${shellQuote(`using Pkg; Pkg.add(name="${one.name}", version="${to}")`)}`,
      ),
      { kind: "manifest", file: manifestOf(one) ?? "Project.toml", text: `${one.name} = "${to}"` },
    ],
  },
};

const systemSchemes: Partial<Record<PackageType, VersionScheme>> = {
  apk: "apk",
  deb: "deb",
  rpm: "rpm",
};

/** Null for a type whose versions have no order that is known. */
export function schemeOf(type: PackageType): VersionScheme | null {
  return systemSchemes[type] ?? ecosystems[type]?.scheme ?? null;
}

/** A jar that was put together into another, under another name: whoever made that one can exchange it. */
function jarAround(one: Package): Holder | null {
  const archives = chainOf(one).slice(0, -1);
  const holder = archives.at(-1) ?? "";
  const artifact = one.name.slice(one.name.indexOf(":") + 1);
  if (archives.length < 2 || holder.startsWith(artifact)) return null;
  return { name: holder, changes: [] };
}

function command(tool: string, text: string): Change {
  return { kind: "command", tool, text };
}

function run(text: string): Change {
  return { kind: "dockerfile", replaces: null, after: null, text: `RUN ${text}` };
}

function bare(version: string): string {
  return version.replace(/^v(?=\d)/, "");
}

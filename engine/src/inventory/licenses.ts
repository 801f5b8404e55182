import parseExpression from "spdx-expression-parse";
import oldIds from "spdx-license-ids/deprecated.json" with { type: "json" };
import ids from "spdx-license-ids/index.json" with { type: "json" };

/** Of one package; metadata names a handful. */
const most = 20;
/** Longer is a licence's text and not its name. */
const longest = 200;

/**
 * What a package's metadata says of its licences: SPDX expressions where they can be read as such
 * (https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/), else the words as they are.
 */
export function licenseNames(given: readonly unknown[]): string[] {
  const names = new Set<string>();
  for (const one of given) {
    if (names.size >= most) break;
    const name = typeof one === "string" ? licenseName(one) : null;
    if (name !== null) names.add(name);
  }
  return [...names];
}

/** Modules of one image name the same few licences. */
const known = new Map<string, string | null>();

function licenseName(text: string): string | null {
  if (text.length > 10 * longest) return null;
  const name = known.get(text) ?? readName(text);
  if (known.size < 2000) known.set(text, name);
  return name;
}

function readName(text: string): string | null {
  const words = text.replace(/\s+/g, " ").trim();
  if (words === "" || words.length > longest || /^(unknown|none|noassertion|n\/a)$/i.test(words))
    return null;
  return [inSpdxWords(words), words].find(isExpression) ?? words;
}

function isExpression(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}

/** Each part under SPDX's own name: ids are told apart by their letters, not by their case. */
function inSpdxWords(words: string): string {
  const whole = idOf(words);
  if (whole) return whole;
  return words
    .split(/(\s+(?:and|or|with)\s+|[()]|\s*[,|&/]\s*)/i)
    .map((part) => idOf(part) ?? operators.get(part.trim().toLowerCase()) ?? part)
    .join("");
}

const operators: ReadonlyMap<string, string> = new Map([
  ["and", " AND "],
  ["or", " OR "],
  ["with", " WITH "],
  ["|", " OR "],
  ["&", " AND "],
  ["/", " OR "],
]);

const spdxIds = new Map([...oldIds, ...ids].map((id) => [id.toLowerCase(), id]));

function idOf(text: string): string | null {
  const key = text.trim().toLowerCase();
  return spdxIds.get(key) ?? otherNames.get(key) ?? gnuId(key);
}

/** `GPL-2+`, `GPLv3`, `LGPL 2.1 or later` as Debian, RPM and authors write them. */
function gnuId(key: string): string | null {
  const [, family, invariant, version, later] =
    /^(?:gnu )?(a?gpl|lgpl|gfdl|fdl)(-niv)?[- ]?v?(\d(?:\.\d)?)(?:\.0)*(\+| or later|-or-later|-only)?$/.exec(
      key,
    ) ?? [];
  if (!family || !version) return null;
  const name = family === "fdl" ? "gfdl" : family;
  const number = version.includes(".") ? version : `${version}.0`;
  const kind = invariant ? `${number}-no-invariants` : number;
  // Without a word about later versions it stays as open as it was written, where SPDX has a name for that.
  const suffixes =
    later === undefined ? ["", "-only"] : [later === "-only" ? "-only" : "-or-later"];
  return suffixes.map((suffix) => spdxIds.get(`${name}-${kind}${suffix}`)).find((id) => id) ?? null;
}

/** What else licences are called: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/#license-short-name and the classifiers of Python packages */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["expat", "MIT"],
  ["mit license", "MIT"],
  ["the mit license", "MIT"],
  ["mit/x11", "MIT"],
  ["isc license", "ISC"],
  ["isc license (iscl)", "ISC"],
  ["apache", "Apache-2.0"],
  ["apache 2", "Apache-2.0"],
  ["apache 2.0", "Apache-2.0"],
  ["apache-2", "Apache-2.0"],
  ["apache license", "Apache-2.0"],
  ["apache license 2.0", "Apache-2.0"],
  ["apache license, version 2.0", "Apache-2.0"],
  ["apache license version 2.0", "Apache-2.0"],
  ["apache software license", "Apache-2.0"],
  ["asl", "Apache-2.0"],
  ["asl 2.0", "Apache-2.0"],
  ["bsd 2-clause", "BSD-2-Clause"],
  ["bsd 3-clause", "BSD-3-Clause"],
  ["3-clause bsd", "BSD-3-Clause"],
  ["2-clause bsd", "BSD-2-Clause"],
  ["new bsd", "BSD-3-Clause"],
  ["new bsd license", "BSD-3-Clause"],
  ["bsd 3-clause license", "BSD-3-Clause"],
  ["mpl 2.0", "MPL-2.0"],
  ["mozilla public license 2.0 (mpl 2.0)", "MPL-2.0"],
  ["mplv2.0", "MPL-2.0"],
  ["zlib/libpng", "Zlib"],
  ["cc0", "CC0-1.0"],
  ["python software foundation license", "PSF-2.0"],
  ["psf", "PSF-2.0"],
  ["psfl", "PSF-2.0"],
  ["the unlicense (unlicense)", "Unlicense"],
  ["gnu general public license v2 (gplv2)", "GPL-2.0-only"],
  ["gnu general public license v2 or later (gplv2+)", "GPL-2.0-or-later"],
  ["gnu general public license v3 (gplv3)", "GPL-3.0-only"],
  ["gnu general public license v3 or later (gplv3+)", "GPL-3.0-or-later"],
  ["gnu lesser general public license v2 or later (lgplv2+)", "LGPL-2.0-or-later"],
  ["gnu lesser general public license v3 (lgplv3)", "LGPL-3.0-only"],
  ["gnu lesser general public license v3 or later (lgplv3+)", "LGPL-3.0-or-later"],
  ["gnu affero general public license v3", "AGPL-3.0-only"],
  ["gnu affero general public license v3 or later (agplv3+)", "AGPL-3.0-or-later"],
]);

import semver from "semver";
import { unparsable } from "./unparsable.ts";

/** https://semver.org, read as loosely as npm itself; advisories also write `1.1` for `1.1.0`. */
export function compareNpm(a: string, b: string): number {
  return parse(a).compare(parse(b));
}

function parse(text: string): semver.SemVer {
  const [, major, minor = ".0", patch = ".0", rest = ""] =
    /^[\s=v]*(\d+)(\.\d+)?(\.\d+)?(.*?)\s*$/.exec(text) ?? [];
  const version =
    major === undefined ? null : semver.parse(`${major}${minor}${patch}${rest}`, { loose: true });
  if (!version) throw unparsable("npm", text);
  return version;
}

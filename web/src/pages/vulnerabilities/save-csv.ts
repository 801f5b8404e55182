import type { Affected } from "@plimsoll/api";
import { saveFile } from "../../url/save-file.ts";

/** What has been read of the list, for a spreadsheet. */
export function saveCsv(id: string, rows: readonly Affected[]): void {
  const lines = rows.map(({ registry, repository, tags, platform, package: one, fixedVersions }) =>
    [
      ...[registry.name, repository, tags.join(" "), platform ?? ""],
      ...[one.name, one.version, one.path ?? "", fixedVersions.join(" ")],
    ]
      .map(quoted)
      .join(","),
  );
  const head = "registry,repository,tags,platform,package,version,path,fixed in";
  saveFile(`${id}.csv`, "text/csv", [head, ...lines].join("\r\n"));
}

/** A spreadsheet would take some for a formula. */
function quoted(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

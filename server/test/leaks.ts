import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Characters of the shortest secret that is searched for: what is shorter is found by chance. */
export const shortest = 8;

type Leak = { readonly file: string; readonly line: string };

/** Where a secret that was noted (`*.secrets`) is in a log (`*.log`) of a folder, however it is written. Without the secret. */
export function findLeaks(folder: string): Leak[] {
  const files = readdirSync(folder);
  const find = finderOf(
    files
      .filter((name) => name.endsWith(".secrets"))
      .flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"))
      .map((line) => JSON.parse(line) as string),
  );
  return files
    .filter((name) => name.endsWith(".log"))
    .flatMap((name) => {
      const found = find(readFileSync(join(folder, name)));
      return found === null ? [] : [{ file: name, line: found }];
    });
}

/** The first line with one of them. Looks at each byte once: a log is long, and secrets are many. */
function finderOf(secrets: readonly string[]): (log: Buffer) => string | null {
  const byStart = new Map<number, Buffer[]>();
  const starts = new Uint8Array(1 << 24);
  for (const text of new Set(secrets.flatMap(waysToWrite))) {
    const bytes = Buffer.from(text);
    const start = bytes.readUIntBE(0, 3);
    starts[start] = 1;
    byStart.set(start, [...(byStart.get(start) ?? []), bytes]);
  }
  return (log) => {
    let start = 0;
    for (let at = 0; at < log.length; at += 1) {
      start = ((start << 8) | (log[at] ?? 0)) & 0xff_ff_ff;
      if (starts[start] === 0 || at < 2) continue;
      for (const secret of byStart.get(start) ?? [])
        if (log.subarray(at - 2, at - 2 + secret.length).equals(secret))
          return lineAt(log, at - 2, secret);
    }
    return null;
  };
}

function waysToWrite(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString("base64"),
    bytes.toString("base64url"),
  ];
}

function lineAt(log: Buffer, at: number, secret: Buffer): string {
  const from = log.lastIndexOf("\n", at) + 1;
  const to = log.indexOf("\n", at);
  const line = log.subarray(from, to === -1 ? log.length : to).toString("utf8");
  return line.replaceAll(secret.toString("utf8"), "[HERE]").slice(0, 1000);
}

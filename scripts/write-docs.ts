/** Writes the pages of the manual that are made from code: `node scripts/write-docs.ts`. A test holds them fresh. */
import { readFileSync, writeFileSync } from "node:fs";
import { documentSchema, exceptionsSchema, policySchema } from "@plimsoll/engine/policy";
import { settings } from "@plimsoll/server";
import type { StarterManifest } from "../engine/src/advisory/starter/format.ts";

const root = new URL("../", import.meta.url);

export const generatedPages: Readonly<Record<string, () => string>> = {
  "docs/configuration.md": configuration,
  "docs/advisories.md": advisories,
  "docs/policy.schema.json": () => jsonSchema(policySchema, "A policy of Plimsoll"),
  "docs/exceptions.schema.json": () => jsonSchema(exceptionsSchema, "A list of exceptions"),
};

if (import.meta.main) {
  for (const [path, page] of Object.entries(generatedPages)) {
    writeFileSync(new URL(path, root), page());
  }
}

/** As those write it who read it in an editor. */
function jsonSchema(schema: Parameters<typeof documentSchema>[0], title: string): string {
  return `${JSON.stringify(documentSchema(schema, title), null, 2)}\n`;
}

function configuration(): string {
  const rows = settings.map(
    ({ name, text, default: value }) =>
      `| \`${name}\` | ${text} | ${value === null ? "" : `\`${value}\``} |`,
  );
  return `# Configuration

Every setting is an environment variable of \`npm start\` and \`plimsoll serve\`. A setting that is unknown or malformed ends
the start with a message that names it. The console shows administrators what it was started with, on its page Settings:
of secrets only whether they are set.

| setting | what it does | default |
|---|---|---|
${rows.join("\n")}

## Examples

    PLIMSOLL_PORT=8080 npm start
    PLIMSOLL_DATA=/var/lib/plimsoll npx plimsoll serve
    DATABASE_URL=postgres://plimsoll:secret@db.example.com/plimsoll npx plimsoll serve
    PLIMSOLL_HOST=0.0.0.0 PLIMSOLL_TLS_CERT=tls.crt PLIMSOLL_TLS_KEY=tls.key npx plimsoll serve
    PLIMSOLL_HOST=10.0.0.7 PLIMSOLL_TRUSTED_PROXIES=10.0.0.2 npx plimsoll serve

## Good to know

- Plimsoll listens on loopback unless told. To let others reach it, put a proxy that speaks https before it, or set
  \`PLIMSOLL_HOST\` and give it a certificate.
- A proxy on another machine has to be named in \`PLIMSOLL_TRUSTED_PROXIES\`; it must set \`X-Forwarded-For\` and \`-Proto\` itself,
  and pass the Host header on or have its address in \`PLIMSOLL_PUBLIC_URL\`. Until it is named, everybody seems to come from its address, and cookies are those of plain http.
- A renewed certificate is served within seconds, to whoever connects then; open connections go on. One that cannot be used is
  told in the log, and the one before stays. Over https, browsers are told to come back by https alone, for a year (HSTS).
- \`npm start\` adds the sample registry; \`plimsoll serve\` does so only with \`--sample\`.
- The key that seals stored credentials belongs into a backup beside the data: without it, the credentials have to be entered again.
  \`plimsoll secrets rotate\` seals all of them with another one, while no service runs: see its \`--help\`.
- As root, the embedded PostgreSQL runs as the user \`postgres\`, which is made where it does not exist. Where that user cannot
  get to the project's folder (below root's home, say), a copy of its programs is kept in \`/var/lib/plimsoll\`.
- \`plimsoll scan\` reads \`PLIMSOLL_REGISTRY_USERNAME\`, \`PLIMSOLL_REGISTRY_PASSWORD\` and \`PLIMSOLL_REGISTRY_TOKEN\`, and what is said of
  databases: \`PLIMSOLL_DB_…\`, \`PLIMSOLL_OFFLINE\` and others; see \`plimsoll scan --help\` and [where advisories come from](database.md).
`;
}

function advisories(): string {
  const { info, files } = JSON.parse(
    readFileSync(new URL("engine/starter/starter.json", root), "utf8"),
  ) as StarterManifest;
  const sources = info.sources.map(
    ({ name, license, date }) => `| ${name} | ${license} | ${date} |`,
  );
  const counts = Object.entries(files).map(
    ([name, file]) =>
      `| ${name.replace(/\.zst$/, "")} | ${file.covered.join(", ")} | ${file.advisories.toLocaleString("en")} | ${file.packages.toLocaleString("en")} |`,
  );
  return `# The starter advisories

Plimsoll carries a compact set of advisories in \`engine/starter/\`, so that a first scan needs no network. Its newest
date is **${info.date}**. It is made of facts of public sources: ids, packages, version ranges, dates, scores and links.

## Its limits

${info.limits.map((limit) => `- ${limit}`).join("\n")}

They are used where no other database can be had, or by \`--db starter\`: see [where advisories come from](database.md).
They are shown with each result that rests on it. A distribution's release that is not covered is named in the
report's list of what was skipped: no findings there does not mean that there are no flaws.

## What is in it

| file | covers | advisories | packages |
|---|---|---|---|
${counts.join("\n")}

## Sources and licences

| source | licence | as of |
|---|---|---|
${sources.join("\n")}

\`node scripts/build-starter.ts FOLDER\` builds the set from a folder of OSV-like JSON lines.
`;
}

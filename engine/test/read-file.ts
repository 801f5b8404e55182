import { analyserFor } from "../src/inventory/analysers.ts";

/** What the analyser that wants the path reads in the content. */
export const read = (path: string, content: string | Buffer) =>
  analyserFor(path)?.read(Buffer.from(content), path) ?? {};

/** `type name version` of what a file says. */
export const told = (path: string, content: string) =>
  read(path, content).packages?.map(({ type, name, version }) => `${type} ${name} ${version}`);

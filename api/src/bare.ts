/** What needs no schemas: the words, the paths and the client. Types come from the front door. */
export * from "./client.ts";
export * from "./paths.ts";
export * from "./vocabulary.ts";

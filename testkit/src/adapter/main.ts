import { type AdapterOptions, startAdapter } from "./adapter.ts";

/** An adapter in a process of its own: its options as JSON in the first argument; it prints its address. */
const options = JSON.parse(process.argv[2] ?? "{}") as AdapterOptions;
const adapter = await startAdapter(options);
process.once("SIGTERM", () => adapter.close().then(() => process.exit(0)));
console.log(adapter.address);

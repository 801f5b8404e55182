/**
 * All of the engine. It loads some 300 modules: what should start fast takes the door that it needs, which package.json
 * names, and others when they are needed.
 */
export * from "./advisories.ts";
export * from "./indexing.ts";
export * from "./matching.ts";
export * from "./policy.ts";
export * from "./remedies.ts";
export type { Bill } from "./report/bill.ts";
export { type BillFormat, bills } from "./report/bills.ts";
export { type ReportForm, type ReportFormat, reports } from "./report/reports.ts";
export * from "./sentences.ts";
export * from "./vex.ts";

/** What an image has to be like to be let through, and what does not count of what was found in it: the readers too. */
export {
  checkExceptions,
  exceptionsSchema,
  justifications,
  readExceptions,
} from "./policy/exceptions-file.ts";
export { type ExceptedIn, exceptionsAsOpenVex } from "./policy/export-openvex.ts";
export type { ImportContext, Imported } from "./policy/import/form.ts";
export { exceptionFormOf, type ImportForm, importExceptions } from "./policy/import/import.ts";
export { checkPolicy, policySchema, readPolicy } from "./policy/policy.ts";
export { readResult } from "./policy/read-result.ts";
export { documentSchema } from "./policy/strict.ts";
export { type Checked, type Fault, faultLine } from "./policy/yaml.ts";
export * from "./verdicts.ts";

/** What the engine says to people, by what it is about. */
export { starterLimits } from "./advisory/starter/limits.ts";
export { leftOutReasons } from "./inventory/left-out.ts";
export { gapReasons } from "./match/gaps.ts";
export { notTaken } from "./policy/import/not-taken.ts";
export { reasonWords } from "./policy/reason-words.ts";
export { type Sentences, say, type Values } from "./said.ts";

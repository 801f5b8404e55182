/** What the engine says to people: its sentences by their codes, and what a text of theirs says. */
import { starterLimits } from "./advisory/starter/limits.ts";
import { notTaken } from "./policy/import/not-taken.ts";
import { reasonWords } from "./policy/reason-words.ts";
import { recall, type Said } from "./said.ts";

export { leftOutSentences, recallReason } from "./match/recall-reason.ts";
export { recall, type Said, type Sentences, say } from "./said.ts";
export { notTaken, reasonWords, starterLimits };

export const recallLimit = (text: string): Said | null => recall(starterLimits, text);
export const recallNotTaken = (text: string): Said | null => recall(notTaken, text);
export const recallVerdict = (text: string): Said | null => recall(reasonWords, text);

import { z } from "zod";
import { flagField, listField } from "../../url/fields.ts";

const isId = (word: string): word is string => z.uuid().safeParse(word).success;

/** `open`: the indexes that show their platforms. */
export const imageSearch = z.object({ untagged: flagField, open: listField(isId) });

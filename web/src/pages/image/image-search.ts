import { flagField, isId, listField, search } from "../../url/fields.ts";

/** `open`: the indexes that show their platforms. */
export const imageSearch = search({ untagged: flagField, open: listField(isId) });

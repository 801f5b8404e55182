import { idField, search, textField } from "../../url/fields.ts";

export const imagesSearch = search({ registry: idField, space: textField, q: textField });

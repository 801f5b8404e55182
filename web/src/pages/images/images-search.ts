import { z } from "zod";
import { idField, textField } from "../../url/fields.ts";

export const imagesSearch = z.object({ registry: idField, space: textField, q: textField });

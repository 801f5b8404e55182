import { common } from "./en/common.ts";
import { findings } from "./en/findings.ts";
import { people } from "./en/people.ts";
import { policies } from "./en/policies.ts";
import { problems } from "./en/problems.ts";
import { registries } from "./en/registries.ts";
import { settings } from "./en/settings.ts";

/** Every word of the console, in the parts that pages load. Keys ending in `_one` and `_other` are plural forms (CLDR). */
export const en = {
  ...{ ...common, ...problems },
  ...findings,
  ...registries,
  ...policies,
  ...people,
  ...settings,
};

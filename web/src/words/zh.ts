import { common } from "./zh/common.ts";
import { findings } from "./zh/findings.ts";
import { people } from "./zh/people.ts";
import { policies } from "./zh/policies.ts";
import { problems } from "./zh/problems.ts";
import { registries } from "./zh/registries.ts";
import { settings } from "./zh/settings.ts";

export const zh = {
  ...{ ...common, ...problems },
  ...findings,
  ...registries,
  ...policies,
  ...people,
  ...settings,
};

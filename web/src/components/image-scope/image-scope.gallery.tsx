import type { ImageScope } from "@plimsoll/api";
import { idOf, longWord, registryOf } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { keys } from "../../data/keys.ts";
import { ScopeFields } from "./scope-fields.tsx";
import { ScopeText } from "./scope-text.tsx";

const all: ImageScope = {};
const narrow: ImageScope = {
  ...{ registryId: idOf(1), space: "shop", repository: "shop/*", tag: "v*" },
};
const long: ImageScope = { space: longWord, repository: longWord };

const fields = (scope: ImageScope): State => ({
  answers: [[keys.registries, [registryOf(1)]]],
  show: () => <ScopeFields scope={scope} onChange={() => {}} />,
});
const text = (scope: ImageScope): State => ({
  answers: [[keys.registries, [registryOf(1)]]],
  show: () => (
    <div style={{ overflowWrap: "anywhere" }}>
      <ScopeText scope={scope} />
    </div>
  ),
});

export const fieldsOfAll = fields(all);
export const fieldsFilled = fields(narrow);
export const fieldsLong = fields(long);
export const textOfAll = text(all);
export const textOfFew = text(narrow);
export const textLong = text(long);
export const textWhileLoading: State = { show: () => <ScopeText scope={narrow} /> };

import type { State } from "../../../gallery/state.tsx";
import { ViewTabs } from "./view-tabs.tsx";

const nothing = () => {};
const contents = { a: () => "A", b: () => "B" };

export const several: State = {
  show: (t) => (
    <ViewTabs
      views={["a", "b"]}
      asked="b"
      nameOf={(view) => t(view === "a" ? "scans.view.scans" : "scans.view.runs")}
      contents={contents}
      onChange={nothing}
    />
  ),
};
export const notAllowed: State = {
  show: (t) => (
    <ViewTabs<"a" | "b">
      views={[]}
      asked={undefined}
      nameOf={() => t("scans.view.scans")}
      contents={contents}
      onChange={nothing}
    />
  ),
};

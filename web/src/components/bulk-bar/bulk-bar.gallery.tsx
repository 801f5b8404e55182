import { artifactOf, idOf, session } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { keys } from "../../data/keys.ts";
import { BulkBar } from "./bulk-bar.tsx";

const nothing = () => {};

export const oneToScan: State = {
  show: () => <BulkBar chosen={[artifactOf(1)]} onDone={nothing} />,
};
export const oneToStop: State = {
  show: () => <BulkBar chosen={[artifactOf(1, { state: "queued" })]} onDone={nothing} />,
};
export const manyOfBoth: State = {
  show: () => (
    <BulkBar
      chosen={Array.from({ length: 1200 }, (_, at) =>
        artifactOf(at, { id: idOf(at), state: at % 2 ? "scanning" : "complete" }),
      )}
      onDone={nothing}
    />
  ),
};
export const nothingToDo: State = {
  show: () => <BulkBar chosen={[artifactOf(1, { state: "not-supported" })]} onDone={nothing} />,
};
export const notThereForWhoMayNot: State = {
  answers: [[keys.session, session("viewer")]],
  show: () => <BulkBar chosen={[artifactOf(1)]} onDone={nothing} />,
};

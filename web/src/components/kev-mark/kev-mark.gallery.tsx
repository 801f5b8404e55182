import type { State } from "../../../gallery/state.tsx";
import { KevMark } from "./kev-mark.tsx";

export const mark: State = { show: () => <KevMark /> };

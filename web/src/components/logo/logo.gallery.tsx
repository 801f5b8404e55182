import type { State } from "../../../gallery/state.tsx";
import { Logo } from "./logo.tsx";

export const usual: State = { show: () => <Logo /> };
export const largeWithName: State = { show: () => <Logo size={64} label="Plimsoll" /> };

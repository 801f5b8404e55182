import type { State } from "../../../gallery/state.tsx";
import { SampleBadge } from "./sample-badge.tsx";

export const badge: State = { show: () => <SampleBadge /> };

import { digestOf } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Digest } from "./digest.tsx";

export const button: State = {
  show: (t) => <CopyButton text="docker pull nginx" label={t("copy.digest")} />,
};
export const digest: State = { show: () => <Digest digest={digestOf(1)} /> };

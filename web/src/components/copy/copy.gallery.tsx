import { digestOf, longWord } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Copyable } from "./copyable.tsx";
import { Digest } from "./digest.tsx";

export const button: State = {
  show: (t) => <CopyButton text="docker pull nginx" label={t("copy.digest")} />,
};
export const digest: State = { show: () => <Digest digest={digestOf(1)} /> };
export const copyable: State = {
  show: (t) => <Copyable text="https://plimsoll.example.com/scanner" label={t("copy.digest")} />,
};
export const longCopyable: State = {
  show: (t) => <Copyable text={longWord} label={t("copy.digest")} />,
};

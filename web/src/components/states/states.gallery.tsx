import { Button } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { longWord, refusal } from "../../../gallery/made.ts";
import type { State } from "../../../gallery/state.tsx";
import { Empty } from "./empty.tsx";
import { LoadingPage } from "./loading-page.tsx";
import { LoadingRows } from "./loading-rows.tsx";
import { Panel } from "./panel.tsx";
import { Particulars } from "./particulars.tsx";
import { ProblemAlert } from "./problem-alert.tsx";
import { ProblemState } from "./problem-state.tsx";
import { Waiting } from "./waiting.tsx";

const nothing = () => {};
const never = () => new Promise<never>(nothing);

export const loading: State = { show: () => <LoadingRows rows={3} /> };
export const waiting: State = {
  show: () => (
    <Waiting for={{ isPending: true, isError: false, error: null, refetch: never }} rows={3} />
  ),
};
export const waitingInVain: State = {
  show: () => (
    <Waiting
      for={{
        isPending: false,
        isError: true,
        error: refusal("forbidden", longWord),
        refetch: never,
      }}
    />
  ),
};
export const loadingPage: State = { show: () => <LoadingPage /> };
export const empty: State = {
  show: (t) => (
    <Panel>
      <Empty icon={<IconStack2 />} title={t("images.empty.title")} text={t("images.empty.text")}>
        <Button size="xs">{t("registries.add")}</Button>
      </Empty>
    </Panel>
  ),
};
export const nothingToDo: State = {
  show: (t) => (
    <Panel>
      <Empty icon={<IconStack2 />} title={t("images.noMatch.title")} text={longWord} />
    </Panel>
  ),
};
export const refused: State = {
  show: () => (
    <Panel>
      <ProblemState error={refusal("forbidden", longWord)} onRetry={nothing} />
    </Panel>
  ),
};
export const unreachable: State = {
  show: () => (
    <Panel>
      <ProblemState error={new TypeError("Failed to fetch")} onRetry={nothing} />
    </Panel>
  ),
};
export const notUnderstood: State = {
  show: () => (
    <Panel>
      <ProblemState error={new Error("?")} />
    </Panel>
  ),
};
export const besideForm: State = {
  show: () => <ProblemAlert error={refusal("conflict", "nightly exists")} />,
};
export const particulars: State = {
  show: () => (
    <Particulars
      code="registry-unreachable"
      detail="harbor.example.com: ECONNREFUSED. Nothing listens there. Check the address and the port, and that the registry runs."
    />
  ),
};
export const ofItsKind: State = {
  show: () => <Particulars code="registry-unreachable" detail={null} />,
};

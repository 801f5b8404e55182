import { Group } from "@mantine/core";
import { idOf, longWord, session } from "../../../gallery/made.ts";
import type { Answers, State } from "../../../gallery/state.tsx";
import { keys } from "../../data/keys.ts";
import { AboutButton } from "./about-button.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Frame } from "./frame.tsx";
import { LanguageMenu } from "./language-menu.tsx";
import { LiveStatus } from "./live-status.tsx";
import { SearchBox } from "./search-box.tsx";
import { ThemeMenu } from "./theme-menu.tsx";
import { WorkspaceMenu } from "./workspace-menu.tsx";

function frame(answers: Answers): State {
  return { alone: "page", answers, show: () => <Frame /> };
}

export const ofAdministrator = frame([]);
export const ofViewer = frame([[keys.session, session("viewer")]]);
export const withLongNames = frame([
  [
    keys.session,
    session("administrator", {
      username: longWord,
      workspace: { id: idOf(81), name: longWord },
    }),
  ],
]);
export const withoutAdvisories = frame([[keys.about, { version: "0.1.0", database: null }]]);

export const menus: State = {
  show: () => (
    <Group>
      <WorkspaceMenu />
      <LanguageMenu />
      <ThemeMenu />
      <AccountMenu />
    </Group>
  ),
};
export const noWorkspaceToChoose: State = {
  answers: [[keys.session, session("viewer", { workspaces: [] })]],
  show: () => <WorkspaceMenu />,
};
export const search: State = { show: () => <SearchBox /> };
export const about: State = { show: () => <AboutButton /> };
export const connectionLost: State = { show: () => <LiveStatus /> };

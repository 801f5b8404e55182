import { IconBriefcase } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Card } from "../../../components/card/card.tsx";
import { EditDialog } from "../../../components/editable-list/edit-dialog.tsx";
import { EditableList } from "../../../components/editable-list/editable-list.tsx";
import { TextLink } from "../../../components/links/links.tsx";
import { useWorkspaceActions, useWorkspaces } from "../../../data/use-workspaces.ts";
import { WorkspaceForm } from "./workspace-form.tsx";

/** Each sees what is open to all, what is bound to it, and its own registries. */
export function WorkspacesTab() {
  const { t } = useTranslation();
  const { remove } = useWorkspaceActions();
  return (
    <EditableList
      permission="workspaces.edit"
      list={useWorkspaces()}
      add={t("workspaces.add")}
      note={t("workspaces.note")}
      none={{
        icon: <IconBriefcase />,
        title: t("workspaces.none.title"),
        text: t("workspaces.none.text"),
      }}
      remove={remove}
      removeText={t("workspaces.removeText")}
      dialog={(edited, onClose) => (
        <EditDialog edited={edited} add={t("workspaces.add")} onClose={onClose}>
          {(workspace) => <WorkspaceForm workspace={workspace} onDone={onClose} />}
        </EditDialog>
      )}
    >
      {(workspace, actions) => (
        <Card key={workspace.id} title={workspace.name} actions={actions}>
          {workspace.description && <span>{workspace.description}</span>}
          <span>
            <TextLink to="/people" search={{ view: "people", workspace: workspace.id }} size="sm">
              {t("workspaces.members", { count: workspace.members })}
            </TextLink>{" "}
            · {t("workspaces.spaces", { count: workspace.spaces })} ·{" "}
            {t("workspaces.registries", { count: workspace.registries })}
          </span>
        </Card>
      )}
    </EditableList>
  );
}

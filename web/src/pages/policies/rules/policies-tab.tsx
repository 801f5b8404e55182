import { IconGavel } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Card } from "../../../components/card/card.tsx";
import { EditDialog } from "../../../components/editable-list/edit-dialog.tsx";
import { EditableList } from "../../../components/editable-list/editable-list.tsx";
import { ScopeText } from "../../../components/image-scope/scope-text.tsx";
import { usePolicies, usePolicyActions } from "../../../data/use-policies.ts";
import { PolicyForm } from "./policy-form.tsx";
import { VerdictCounts } from "./verdict-counts.tsx";

export function PoliciesTab() {
  const { t } = useTranslation();
  const { remove } = usePolicyActions();
  return (
    <EditableList
      permission="policies.edit"
      list={usePolicies()}
      add={t("policies.add")}
      none={{ icon: <IconGavel />, title: t("policies.none.title"), text: t("policies.none.text") }}
      note={t("policies.narrowest")}
      remove={remove}
      removeText={t("policies.removeText")}
      dialog={(edited, onClose) => (
        <EditDialog edited={edited} add={t("policies.add")} size="xl" onClose={onClose}>
          {(policy) => <PolicyForm policy={policy} onDone={onClose} />}
        </EditDialog>
      )}
    >
      {({ id, name, scope, version, enabled, images }, actions) => (
        <Card key={id} title={name} actions={actions}>
          <span>
            <ScopeText scope={scope} /> · {t("policies.version", { version })}
            {!enabled && ` · ${t("form.off")}`}
          </span>
          <VerdictCounts counts={images} />
        </Card>
      )}
    </EditableList>
  );
}

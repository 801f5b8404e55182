import { Button, Group, Text } from "@mantine/core";
import type { Policy } from "@plimsoll/api";
import { IconGavel, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, Cards } from "../../../components/card/card.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog/confirm-dialog.tsx";
import { ScopeText } from "../../../components/image-scope/scope-text.tsx";
import { Empty } from "../../../components/states/empty.tsx";
import { LoadingRows } from "../../../components/states/loading-rows.tsx";
import { Panel } from "../../../components/states/panel.tsx";
import { ProblemState } from "../../../components/states/problem-state.tsx";
import { usePolicies, usePolicyActions } from "../../../data/use-policies.ts";
import { useSession } from "../../../data/use-session.ts";
import { PolicyDialog } from "./policy-dialog.tsx";
import { VerdictCounts } from "./verdict-counts.tsx";

export function PoliciesTab() {
  const { t } = useTranslation();
  const { role } = useSession();
  const policies = usePolicies();
  const { remove } = usePolicyActions();
  const [edited, setEdited] = useState<Policy | "new" | null>(null);
  const [removed, setRemoved] = useState<Policy | null>(null);
  const mayChange = role === "administrator";
  const add = mayChange && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setEdited("new")}>
      {t("policies.add")}
    </Button>
  );
  if (policies.isPending) return <LoadingRows height={70} />;
  if (policies.isError)
    return (
      <Panel>
        <ProblemState error={policies.error} onRetry={() => void policies.refetch()} />
      </Panel>
    );
  return (
    <>
      {policies.data.length === 0 ? (
        <Panel>
          <Empty
            icon={<IconGavel />}
            title={t("policies.none.title")}
            text={t("policies.none.text")}
          >
            {add}
          </Empty>
        </Panel>
      ) : (
        <>
          <Group justify="space-between" mb="sm">
            <Text size="sm" c="dimmed">
              {t("policies.narrowest")}
            </Text>
            {add}
          </Group>
          <Cards>
            {policies.data.map((policy) => (
              <Card
                key={policy.id}
                title={policy.name}
                actions={
                  mayChange && (
                    <>
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={t("policies.editOf", { name: policy.name })}
                        onClick={() => setEdited(policy)}
                      >
                        {t("action.edit")}
                      </Button>
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={t("policies.removeOf", { name: policy.name })}
                        onClick={() => setRemoved(policy)}
                      >
                        {t("action.remove")}
                      </Button>
                    </>
                  )
                }
              >
                <span>
                  <ScopeText scope={policy.scope} /> ·{" "}
                  {t("policies.version", { version: policy.version })}
                  {!policy.enabled && ` · ${t("policies.off")}`}
                </span>
                <VerdictCounts counts={policy.images} />
              </Card>
            ))}
          </Cards>
        </>
      )}
      <PolicyDialog edited={edited} onClose={() => setEdited(null)} />
      <ConfirmDialog
        opened={removed !== null}
        title={t("policies.removeOf", { name: removed?.name ?? "" })}
        text={t("policies.removeText")}
        action={t("action.remove")}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          removed && remove.mutate(removed.id, { onSuccess: () => setRemoved(null) })
        }
        onClose={() => setRemoved(null)}
      />
    </>
  );
}

import { Button, Text } from "@mantine/core";
import type { Issuer } from "@plimsoll/api";
import { IconLogin2 } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../../components/callout/callout.tsx";
import { Card } from "../../../components/card/card.tsx";
import { Copyable } from "../../../components/copy/copyable.tsx";
import { EditDialog } from "../../../components/editable-list/edit-dialog.tsx";
import { EditableList } from "../../../components/editable-list/editable-list.tsx";
import { ServiceText } from "../../../components/service-text/service-text.tsx";
import { useIssuerActions, useIssuers } from "../../../data/use-issuers.ts";
import { IssuerForm } from "./issuer-form.tsx";

/** Who else may say who somebody is. */
export function IssuersTab() {
  const { t } = useTranslation();
  const issuers = useIssuers();
  const { remove } = useIssuerActions();
  const list = { ...issuers, data: issuers.data?.items } as UseQueryResult<Issuer[]>;
  return (
    <>
      {issuers.data && (
        <Text size="sm" c="dimmed" mb="sm">
          {t("issuers.redirect")}{" "}
          <Copyable text={issuers.data.redirectUri} label={t("issuers.copyRedirect")} />
        </Text>
      )}
      <EditableList
        permission="issuers.edit"
        list={list}
        add={t("issuers.add")}
        none={{
          icon: <IconLogin2 />,
          title: t("issuers.none.title"),
          text: t("issuers.none.text"),
        }}
        remove={remove}
        removeText={t("issuers.removeText")}
        dialog={(edited, onClose) => (
          <EditDialog edited={edited} add={t("issuers.add")} onClose={onClose}>
            {(issuer) => <IssuerForm issuer={issuer} onDone={onClose} />}
          </EditDialog>
        )}
      >
        {(issuer, actions) => <IssuerCard key={issuer.id} issuer={issuer} actions={actions} />}
      </EditableList>
    </>
  );
}

function IssuerCard({ issuer, actions }: { issuer: Issuer; actions: ReactNode }) {
  const { t } = useTranslation();
  const { test } = useIssuerActions();
  return (
    <Card
      title={issuer.name}
      actions={
        <>
          <Button
            size="compact-sm"
            variant="default"
            loading={test.isPending}
            aria-label={t("issuers.testOf", { name: issuer.name })}
            onClick={() => test.mutate(issuer.id)}
          >
            {t("issuers.test")}
          </Button>
          {actions}
        </>
      }
    >
      <span>
        {issuer.issuer} · <code>{issuer.clientId}</code>
      </span>
      <span>
        {!issuer.enabled && <>{t("form.off")} · </>}
        {t("issuers.groupRules", { count: issuer.groups.length })} ·{" "}
        {t(issuer.admitAll ? "issuers.admitsAll" : "issuers.admitsGroups")} ·{" "}
        {t("issuers.people", { count: issuer.people })}
      </span>
      {test.data && (
        <Callout
          tone={test.data.passed ? "note" : "bad"}
          role="status"
          title={t(test.data.passed ? "issuers.testPassed" : "issuers.testFailed")}
        >
          {test.data.detail && <ServiceText text={test.data.detail} />}
        </Callout>
      )}
    </Card>
  );
}

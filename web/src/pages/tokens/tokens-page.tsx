import { Button, Text } from "@mantine/core";
import type { Token } from "@plimsoll/api";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, Cards } from "../../components/card/card.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog/confirm-dialog.tsx";
import { Page } from "../../components/page/page.tsx";
import { Empty } from "../../components/states/empty.tsx";
import { Panel } from "../../components/states/panel.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { Ago } from "../../components/time/ago.tsx";
import { useTokenActions, useTokens } from "../../data/use-tokens.ts";
import { TokenDialog } from "./token-dialog.tsx";

/** One's own tokens, for pipelines and programs. */
export function TokensPage() {
  const { t } = useTranslation();
  const tokens = useTokens();
  const { remove } = useTokenActions();
  const [adding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Token | null>(null);
  const add = (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
      {t("tokens.add")}
    </Button>
  );
  return (
    <Page title={t("frame.tokens")} aside={add}>
      <Text size="sm" c="dimmed">
        {t("tokens.text")}
      </Text>
      <Waiting for={tokens} height={60} />
      {tokens.data?.items.length === 0 && (
        <Panel>
          <Empty icon={<IconKey />} title={t("tokens.none.title")} text={t("tokens.none.text")} />
        </Panel>
      )}
      <Cards>
        {tokens.data?.items.map((token) => (
          <Card
            key={token.id}
            title={token.name}
            actions={
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t("tokens.removeOf", { name: token.name })}
                onClick={() => setRemoved(token)}
              >
                {t("action.remove")}
              </Button>
            }
          >
            <span>
              <code>{token.hint}</code> ·{" "}
              {token.kind === "machine" && <>{t("tokens.machineBy", { by: token.createdBy })} · </>}
              {token.workspace?.name ?? t("workspace.none")} · {t(`tokenScope.${token.scope}`)} ·{" "}
              {Date.parse(token.expiresAt) < Date.now() ? t("tokens.ended") : t("tokens.ends")}{" "}
              <Ago time={token.expiresAt} />
            </span>
            <span>
              {token.lastUsedAt ? (
                <>
                  {t("tokens.used")} <Ago time={token.lastUsedAt} />
                </>
              ) : (
                t("tokens.neverUsed")
              )}
            </span>
          </Card>
        ))}
      </Cards>
      <TokenDialog opened={adding} onClose={() => setAdding(false)} />
      <ConfirmDialog
        opened={removed !== null}
        title={t("tokens.removeOf", { name: removed?.name ?? "" })}
        text={t("tokens.removeText")}
        action={t("action.remove")}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          removed && remove.mutate(removed.id, { onSuccess: () => setRemoved(null) })
        }
        onClose={() => setRemoved(null)}
      />
    </Page>
  );
}

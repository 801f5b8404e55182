import { Button, Checkbox, Group, Modal, Stack, Text, TextInput, Title } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRegistryActions } from "../../data/use-registry-actions.ts";
import { Callout } from "../callout/callout.tsx";
import { ProblemAlert } from "../states/problem-alert.tsx";
import { WebhookOutcome } from "./webhook-outcome.tsx";

type HarborSetupDialogProps = { registry: Registry; opened: boolean; onClose: () => void };

/** What Plimsoll can set up in a Harbor: that it tells of pushes and scans, and that it scans with Plimsoll. */
export function HarborSetupDialog({ registry, opened, onClose }: HarborSetupDialogProps) {
  const { t } = useTranslation();
  const { installWebhooks, removeWebhooks, installScanner } = useRegistryActions();
  const [ownAddress, setOwnAddress] = useState(window.location.origin);
  const [insecure, setInsecure] = useState(false);
  const [makeDefault, setMakeDefault] = useState(false);
  const { id } = registry;
  const webhooks = installWebhooks.data ?? removeWebhooks.data;
  const webhookError = installWebhooks.error ?? removeWebhooks.error;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t("harborSetup.title", { name: registry.name })}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <Stack>
        <TextInput
          label={t("harborSetup.ownAddress")}
          description={t("harborSetup.ownAddressHint")}
          type="url"
          spellCheck={false}
          value={ownAddress}
          onChange={(event) => setOwnAddress(event.currentTarget.value)}
        />
        <Checkbox
          label={t("harborSetup.insecure")}
          checked={insecure}
          onChange={(event) => setInsecure(event.currentTarget.checked)}
        />
        <Stack gap="xs" component="section">
          <Title order={3}>{t("harborSetup.webhooks.title")}</Title>
          <Text size="sm">{t("harborSetup.webhooks.text")}</Text>
          {webhooks && <WebhookOutcome outcome={webhooks} />}
          {webhookError && <ProblemAlert error={webhookError} />}
          <Group gap="xs">
            <Button
              size="xs"
              loading={installWebhooks.isPending}
              onClick={() => {
                removeWebhooks.reset();
                installWebhooks.mutate({ id, body: { ownAddress, insecure } });
              }}
            >
              {t("harborSetup.webhooks.install")}
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={removeWebhooks.isPending}
              onClick={() => {
                installWebhooks.reset();
                removeWebhooks.mutate({ id, body: {} });
              }}
            >
              {t("harborSetup.webhooks.remove")}
            </Button>
          </Group>
        </Stack>
        <Stack gap="xs" component="section">
          <Title order={3}>{t("harborSetup.scanner.title")}</Title>
          <Text size="sm">{t("harborSetup.scanner.text")}</Text>
          <Checkbox
            label={t("harborSetup.scanner.default")}
            checked={makeDefault}
            onChange={(event) => setMakeDefault(event.currentTarget.checked)}
          />
          {installScanner.data && (
            <Callout tone="note" role="status">
              {t("harborSetup.scanner.done")}
            </Callout>
          )}
          {installScanner.error && <ProblemAlert error={installScanner.error} />}
          <Group>
            <Button
              size="xs"
              loading={installScanner.isPending}
              onClick={() =>
                installScanner.mutate({ id, body: { ownAddress, insecure, makeDefault } })
              }
            >
              {t("harborSetup.scanner.install")}
            </Button>
          </Group>
        </Stack>
      </Stack>
    </Modal>
  );
}

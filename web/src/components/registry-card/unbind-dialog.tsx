import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import type { Registry, RegistryUnbound } from "@plimsoll/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRegistryActions } from "../../data/use-registry-actions.ts";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";
import { tell } from "../notices/notices.tsx";
import { ProblemAlert } from "../states/problem-alert.tsx";

type UnbindDialogProps = { registry: Registry; opened: boolean; onClose: () => void };

/** Says what goes and what stays before it goes, and of a Harbor what is left in it afterwards. */
export function UnbindDialog({ registry, opened, onClose }: UnbindDialogProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { unbind } = useRegistryActions();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const { id, name, images, artifacts, kind, ownRobot } = registry;

  function tellWhatIsLeft({ webhooks, prevention, robot }: RegistryUnbound) {
    onClose();
    const left = [
      ...(webhooks.left > 0 ? [t("unbind.left.webhooks", { count: webhooks.left })] : []),
      ...(prevention.left > 0 ? [t("unbind.left.prevention", { count: prevention.left })] : []),
      ...(robot === "left" ? [`${t("unbind.left.robot")} ${registry.username ?? ""}`] : []),
    ];
    if (left.length === 0) return;
    void tell({
      color: "yellow",
      autoClose: false,
      title: t("unbind.left.title", { name }),
      message: left.join(" · "),
    });
  }

  function confirm() {
    const administrator = username.trim() !== "" && password !== "";
    const body = administrator ? { administrator: { username: username.trim(), password } } : {};
    // By the promise: the card, and this with it, may be gone by the time that it answers. What fails stands in the dialog.
    unbind.mutateAsync({ id, body }).then(tellWhatIsLeft, () => undefined);
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("unbind.title", { name })}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      <Stack>
        <Text size="sm">
          {t("unbind.goes", {
            images: formatCount(images, language),
            artifacts: formatCount(artifacts, language),
          })}
        </Text>
        <Text size="sm">{t(kind === "harbor" ? "unbind.harbor" : "unbind.stays")}</Text>
        {ownRobot && (
          <>
            <Text size="sm">{t("unbind.robot", { name: registry.username })}</Text>
            <Group grow align="flex-start">
              <TextInput
                label={t("registryForm.robot.username")}
                autoComplete="off"
                spellCheck={false}
                value={username}
                onChange={(event) => setUsername(event.currentTarget.value)}
              />
              <PasswordInput
                label={t("registryForm.robot.password")}
                autoComplete="new-password"
                visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
            </Group>
          </>
        )}
        {unbind.error && <ProblemAlert error={unbind.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("action.cancel")}
          </Button>
          <Button color="red.9" loading={unbind.isPending} onClick={confirm}>
            {t("unbind.confirm")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

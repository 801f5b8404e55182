import {
  Accordion,
  Button,
  Checkbox,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconRobot } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRegistryActions } from "../../data/use-registry-actions.ts";
import { Callout } from "../callout/callout.tsx";
import { ProblemAlert } from "../states/problem-alert.tsx";
import { type RegistryValues, withScheme } from "./registry-values.ts";

type RobotFieldsProps = {
  values: RegistryValues;
  onChange: (next: Partial<RegistryValues>) => void;
};

/** Makes an account in the Harbor that may only do what is needed; the administrator's is asked for once and forgotten. */
export function RobotFields({ values, onChange }: RobotFieldsProps) {
  const { t } = useTranslation();
  const { robot } = useRegistryActions();
  const [username, setUsername] = useState("admin");
  const [password, setPassword] = useState("");
  const [prevention, setPrevention] = useState(false);

  function create() {
    const { address, certificate, insecure } = values;
    const body = {
      address: withScheme(address),
      username: username.trim(),
      password,
      certificate: certificate.trim() || undefined,
      insecure,
      prevention,
    };
    robot.mutate(body, {
      onSuccess: (made) => {
        setPassword("");
        const { id, username, password } = made;
        onChange({ username, password, robot: { id, username } });
      },
    });
  }

  const leftOut = robot.data?.leftOut ?? [];
  return (
    <Accordion variant="contained">
      <Accordion.Item value="robot">
        <Accordion.Control icon={<IconRobot size={18} />}>
          {t("registryForm.robot.title")}
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <Text size="sm">{t("registryForm.robot.text")}</Text>
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
            <Checkbox
              label={t("registryForm.robot.prevention")}
              checked={prevention}
              onChange={(event) => setPrevention(event.currentTarget.checked)}
            />
            {robot.error && <ProblemAlert error={robot.error} />}
            {robot.data && (
              <Callout tone="note" role="status">
                {t("registryForm.robot.made", { name: robot.data.username })}{" "}
                {leftOut.length > 0 &&
                  t("registryForm.robot.leftOut", { permissions: leftOut.join(", ") })}
              </Callout>
            )}
            <Group justify="flex-end">
              <Button
                variant="default"
                size="xs"
                loading={robot.isPending}
                disabled={values.address.trim() === "" || password === ""}
                onClick={create}
              >
                {t("registryForm.robot.create")}
              </Button>
            </Group>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

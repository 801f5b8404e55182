import { Button, Group, SimpleGrid, Stack } from "@mantine/core";
import type { Registry } from "@plimsoll/api";
import { IconPlugConnected } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRegistryActions } from "../../data/use-registry-actions.ts";
import { ProblemAlert } from "../states/problem-alert.tsx";
import { RegistryChecks } from "./registry-checks.tsx";
import { RegistryFields } from "./registry-fields.tsx";
import {
  createBody,
  type RegistryValues,
  testBody,
  updateBody,
  valuesOf,
  wrongFields,
} from "./registry-values.ts";

type RegistryFormProps = { registry: Registry | null; onDone: () => void };

export function RegistryForm({ registry, onDone }: RegistryFormProps) {
  const { t } = useTranslation();
  const { test, create, update } = useRegistryActions();
  const [values, setValues] = useState(() => valuesOf(registry));
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());

  function change(next: Partial<RegistryValues>) {
    setValues((now) => ({ ...now, ...next }));
    // What was tested is no longer what is in the form.
    test.reset();
  }

  function isRight(except?: string): boolean {
    const fields = wrongFields(values);
    if (except) fields.delete(except);
    setWrong(fields);
    return fields.size === 0;
  }

  function save(event: FormEvent) {
    event.preventDefault();
    if (!isRight()) return;
    const options = { onSuccess: onDone };
    if (registry) update.mutate({ id: registry.id, body: updateBody(values, registry) }, options);
    else create.mutate(createBody(values), options);
  }

  const error = create.error ?? update.error ?? test.error;
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <RegistryFields values={values} wrong={wrong} registry={registry} onChange={change} />
        {test.data && <RegistryChecks test={test.data} registry={registry} />}
        {error && <ProblemAlert error={error} />}
        <Group justify="space-between">
          <Button
            variant="default"
            loading={test.isPending}
            leftSection={<IconPlugConnected size={16} />}
            onClick={() => {
              // A name is not needed to try a connection.
              if (isRight("name")) test.mutate(testBody(values, registry));
            }}
          >
            {t("form.test")}
          </Button>
          <SimpleGrid cols={2} spacing="xs">
            <Button variant="default" onClick={onDone}>
              {t("action.cancel")}
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {t("action.save")}
            </Button>
          </SimpleGrid>
        </Group>
      </Stack>
    </form>
  );
}

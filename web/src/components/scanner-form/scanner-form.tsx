import { Button, Group, Stack } from "@mantine/core";
import type { Scanner } from "@plimsoll/api";
import { IconPlugConnected } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useScannerActions } from "../../data/use-scanners.ts";
import { ProblemAlert } from "../states/problem-alert.tsx";
import { ScannerFields } from "./scanner-fields.tsx";
import { ScannerTestResult } from "./scanner-test-result.tsx";
import {
  needsAddress,
  type ScannerValues,
  scannerCreateBody,
  scannerTestBody,
  scannerUpdateBody,
  scannerValuesOf,
} from "./scanner-values.ts";

type ScannerFormProps = { scanner: Scanner | null; onDone: () => void };

export function ScannerForm({ scanner, onDone }: ScannerFormProps) {
  const { t } = useTranslation();
  const { test, create, update } = useScannerActions();
  const [values, setValues] = useState(() => scannerValuesOf(scanner));
  const [marked, setMarked] = useState(false);

  function change(next: Partial<ScannerValues>) {
    setValues((now) => ({ ...now, ...next }));
    // What was tested is no longer what is in the form.
    test.reset();
  }

  function save(event: FormEvent) {
    event.preventDefault();
    setMarked(true);
    if (values.name.trim() === "" || needsAddress(values)) return;
    const options = { onSuccess: onDone };
    if (scanner) update.mutate({ id: scanner.id, body: scannerUpdateBody(values) }, options);
    else create.mutate(scannerCreateBody(values), options);
  }

  const error = create.error ?? update.error ?? test.error;
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <ScannerFields values={values} scanner={scanner} marked={marked} onChange={change} />
        {test.data && <ScannerTestResult test={test.data} />}
        {error && <ProblemAlert error={error} />}
        <Group justify="space-between">
          <Button
            variant="default"
            loading={test.isPending}
            disabled={needsAddress(values)}
            leftSection={<IconPlugConnected size={16} />}
            onClick={() => test.mutate(scannerTestBody(values, scanner))}
          >
            {t("form.test")}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onDone}>
              {t("action.cancel")}
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {t("action.save")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, FileButton, Group, Progress, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Callout } from "../../components/callout/callout.tsx";
import { ProblemAlert } from "../../components/states/problem-alert.tsx";
import type { DatabaseImport } from "../../data/use-database.ts";
import { formatShare } from "../../format/numbers.ts";
import { formatDay } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";

type ImportProps = { given: DatabaseImport };

/** Takes a database over from a file, where there is no network to fetch one. */
export function ImportButton({ given }: ImportProps) {
  const { t } = useTranslation();
  // The same file can be chosen again after it was refused.
  const forget = useRef<() => void>(null);
  const choose = (file: File | null) => {
    if (file) given.start(file);
    forget.current?.();
  };
  return (
    <FileButton accept=".gz,.tgz" resetRef={forget} onChange={choose}>
      {({ onClick }) => (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUpload size={15} />}
          loading={given.isPending}
          onClick={onClick}
        >
          {t("scanners.import")}
        </Button>
      )}
    </FileButton>
  );
}

/** How far it is, and what came of it. */
export function ImportState({ given }: ImportProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { isPending, error, data, name } = given;
  if (isPending) return <Sending given={given} />;
  if (error) return <ProblemAlert error={error} />;
  if (!data) return null;
  const date = formatDay(data.date, language);
  return (
    <Callout tone="note" role="status">
      {t(data.kind === "java" ? "scanners.importedJava" : "scanners.imported", { name, date })}
    </Callout>
  );
}

/** Milliseconds before it is worth a word. */
const patience = 1000;

function Sending({ given: { sent, name, cancel } }: ImportProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), patience);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  const label =
    sent === 1
      ? t("scanners.importChecking", { name })
      : t("scanners.importSending", { name, percent: formatShare(sent, language) });
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="sm">{label}</Text>
        <Button size="compact-xs" variant="default" onClick={cancel}>
          {t("action.cancel")}
        </Button>
      </Group>
      <Progress value={100 * sent} aria-label={label} animated={sent === 1} />
    </div>
  );
}

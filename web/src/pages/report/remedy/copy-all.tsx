import { Button } from "@mantine/core";
import type { RemedyStep } from "@plimsoll/api";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCopied } from "../../../components/copy/use-copied.ts";

/** The shortest change of every step, in their order, to be pasted where one works. */
export function CopyAll({ steps }: { steps: readonly RemedyStep[] }) {
  const { t } = useTranslation();
  const text = steps.flatMap(({ changes }) => changes[0]?.text ?? []).join("\n");
  const { copied, copy } = useCopied(text);
  return (
    <Button
      size="xs"
      variant="default"
      w="fit-content"
      leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      onClick={copy}
    >
      {t(copied ? "copy.copied" : "remedy.copyAll")}
    </Button>
  );
}

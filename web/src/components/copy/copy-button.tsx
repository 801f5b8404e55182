import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCopied } from "./use-copied.ts";

type CopyButtonProps = {
  text: string;
  /** What it copies, for example "Copy digest". */
  label: string;
};

export function CopyButton({ text, label }: CopyButtonProps) {
  const { t } = useTranslation();
  const { copied, copy } = useCopied(text);
  return (
    <Tooltip label={copied ? t("copy.copied") : label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={copied ? t("copy.copied") : label}
        onClick={copy}
      >
        {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}

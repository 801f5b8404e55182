import { Group, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { shortDigest } from "../../format/digest.ts";
import { CopyButton } from "./copy-button.tsx";
import styles from "./digest.module.css";

/** Shown short, copied whole. */
export function Digest({ digest }: { digest: string }) {
  const { t } = useTranslation();
  return (
    <Group gap={2} wrap="nowrap">
      <Tooltip label={digest} maw="90vw" multiline classNames={{ tooltip: styles.whole ?? "" }}>
        <span className={styles.digest}>{shortDigest(digest)}</span>
      </Tooltip>
      <CopyButton text={digest} label={t("copy.digest")} />
    </Group>
  );
}

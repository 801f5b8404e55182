import { ActionIcon, Tooltip } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

type NativeLinkProps = {
  /** What is opened, for people. */
  name: string;
  /** Null where there is no such page. */
  href: string | null | undefined;
};

/** The jump to where something is in the Harbor that it lies in. */
export function NativeLink({ name, href }: NativeLinkProps) {
  const { t } = useTranslation();
  if (!href) return null;
  return (
    <Tooltip label={t("nativeHarbor.name")}>
      <ActionIcon
        component="a"
        href={href}
        target="_blank"
        rel="noopener noreferrer"
        variant="subtle"
        color="gray"
        aria-label={t("nativeHarbor.open", { name })}
      >
        <IconExternalLink size={17} />
      </ActionIcon>
    </Tooltip>
  );
}

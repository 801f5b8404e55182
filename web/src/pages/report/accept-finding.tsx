import { Button, Text } from "@mantine/core";
import type { Artifact, ReportFinding } from "@plimsoll/api";
import { IconShieldHalf } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../data/use-session.ts";
import { formatDay } from "../../format/times.ts";
import { later } from "../../later/later.ts";
import { WhenOpened } from "../../later/when-opened.tsx";
import { useLanguage } from "../../words/use-language.ts";

const ExceptionDialog = later(
  () => import("../../components/exception-form/exception-dialog.tsx"),
  "ExceptionDialog",
);

type AcceptFindingProps = { finding: ReportFinding; artifact: Artifact };

/** Says what a finding was accepted by, or lets it be accepted in this image. */
export function AcceptFinding({ finding, artifact }: AcceptFindingProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const may = useMay("exceptions.edit");
  const [open, setOpen] = useState(false);
  const { exception } = finding;
  if (exception)
    return (
      <Text size="sm">
        {t(exception.expires === null ? "finding.excepted" : "finding.exceptedUntil", {
          reason: exception.reason,
          date: exception.expires === null ? "" : formatDay(exception.expires, language),
        })}
      </Text>
    );
  if (!may) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        w="fit-content"
        leftSection={<IconShieldHalf size={15} />}
        onClick={() => setOpen(true)}
      >
        {t("finding.accept")}
      </Button>
      <WhenOpened opened={open}>
        {(opened) => (
          <ExceptionDialog
            opened={opened}
            onClose={() => setOpen(false)}
            suggested={{
              vulnerability: finding.id,
              package: finding.package.name,
              scope: { registryId: artifact.registry.id, repository: artifact.repository },
            }}
          />
        )}
      </WhenOpened>
    </>
  );
}

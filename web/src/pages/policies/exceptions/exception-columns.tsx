import { Button, Text, VisuallyHidden } from "@mantine/core";
import type { Exception } from "@plimsoll/api";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "../../../components/confirm-dialog/confirm-dialog.tsx";
import { columnsOf } from "../../../components/data-table/table-features.ts";
import { ScopeText } from "../../../components/image-scope/scope-text.tsx";
import { useExceptionActions } from "../../../data/use-exceptions.ts";
import { useMay, useMayChange } from "../../../data/use-session.ts";
import { formatCount } from "../../../format/numbers.ts";
import { formatDay } from "../../../format/times.ts";
import { useLanguage } from "../../../words/use-language.ts";

const helper = columnsOf<Exception>();

export function useExceptionColumns() {
  const { t } = useTranslation();
  const language = useLanguage();
  const permitted = useMay("exceptions.edit");
  const mayChange = useMayChange("exceptions.edit");
  return useMemo(
    () =>
      helper.columns([
        helper.display({
          id: "what",
          header: t("findings.vulnerability"),
          meta: { track: "minmax(150px, 1.4fr)", card: "wide" },
          cell: ({ row: { original } }) => (
            <div>
              <b>{original.vulnerability}</b>
              <Text size="xs" c="dimmed" lineClamp={1}>
                {original.package ?? t("exceptions.anyPackage")}
              </Text>
            </div>
          ),
        }),
        helper.display({
          id: "scope",
          header: t("exceptions.scope"),
          meta: { track: "minmax(140px, 1.4fr)", card: "wide" },
          cell: ({ row }) => <ScopeText scope={row.original.scope} />,
        }),
        helper.display({
          id: "reason",
          header: t("exceptions.reason"),
          meta: { track: "minmax(160px, 2fr)", card: "wide" },
          cell: ({ row: { original } }) => (
            <div>
              <Text size="sm" lineClamp={2} title={original.reason}>
                {original.reason}
              </Text>
              <Text size="xs" c="dimmed">
                {original.author}
              </Text>
            </div>
          ),
        }),
        helper.display({
          id: "expires",
          header: t("exceptions.expires"),
          meta: { track: "minmax(110px, 1fr)" },
          cell: ({ row: { original } }) => (
            <div>
              {original.expires === null
                ? t("exceptions.never")
                : formatDay(original.expires, language)}
              <Text size="xs" c="dimmed">
                {t(`exceptionState.${original.state}`)}
              </Text>
            </div>
          ),
        }),
        helper.display({
          id: "findings",
          header: t("report.findings"),
          meta: { track: "76px", align: "end" },
          cell: ({ row }) => formatCount(row.original.findings, language),
        }),
        ...(permitted
          ? [
              helper.display({
                id: "end",
                header: () => <VisuallyHidden>{t("exceptions.end")}</VisuallyHidden>,
                meta: { track: "80px", align: "end", card: "corner" },
                cell: ({ row: { original } }) =>
                  mayChange(original) && <End exception={original} />,
              }),
            ]
          : []),
      ]),
    [t, language, permitted, mayChange],
  );
}

function End({ exception }: { exception: Exception }) {
  const { t } = useTranslation();
  const { remove } = useExceptionActions();
  const [asking, setAsking] = useState(false);
  const { id, vulnerability } = exception;
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t("exceptions.endOf", { name: vulnerability })}
        onClick={() => setAsking(true)}
      >
        {t("exceptions.end")}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t("exceptions.endOf", { name: vulnerability })}
        text={t("exceptions.endText")}
        action={t("exceptions.end")}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(id, { onSuccess: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

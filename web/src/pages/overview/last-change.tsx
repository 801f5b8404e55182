import { Text } from "@mantine/core";
import type { Overview } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Ago } from "../../components/time/ago.tsx";
import { formatCount } from "../../format/numbers.ts";
import { useLanguage } from "../../words/use-language.ts";

/** What newer advisories did to what was scanned before, without a scan. */
export function LastChange({ change }: { change: Overview["change"] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (change === null)
    return (
      <Text size="sm" c="dimmed">
        {t("overview.noChange")}
      </Text>
    );
  return (
    <Text size="sm">
      {t("overview.changed", {
        count: change.reports,
        added: formatCount(change.added, language),
        resolved: formatCount(change.resolved, language),
      })}{" "}
      (<Ago time={change.at} />)
    </Text>
  );
}

import { Table } from "@mantine/core";
import type { DatabaseStatus } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Ago } from "../../components/time/ago.tsx";
import { formatCount } from "../../format/numbers.ts";
import { formatDay } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";

type DatabaseHistoryProps = Pick<DatabaseStatus, "history">;

/** When the advisories became others, and what each change brought and took. */
export function DatabaseHistory({ history }: DatabaseHistoryProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: number) => formatCount(value, language);
  return (
    <Table fz="sm" aria-label={t("scanners.history")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("scanners.historyWhen")}</Table.Th>
          <Table.Th>{t("scanners.historyAdvisories")}</Table.Th>
          <Table.Th>{t("scanners.historyFound")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {history.map(({ at, name, date, reports, added, resolved }) => (
          <Table.Tr key={at}>
            <Table.Td>
              <Ago time={at} />
            </Table.Td>
            <Table.Td>{`${name}, ${formatDay(date, language)}`}</Table.Td>
            <Table.Td>
              {added + resolved === 0
                ? t("scanners.unchanged")
                : t("scanners.changed", {
                    added: count(added),
                    resolved: count(resolved),
                    count: reports,
                    reports: count(reports),
                  })}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

import { List, Stack, Table, Text, Title } from "@mantine/core";
import type { DatabaseInfo } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../format/times.ts";
import { useLanguage } from "../../words/use-language.ts";
import { ServiceText } from "../service-text/service-text.tsx";

/** What a result rests on: the advisories' date, what they do not hold, where they come from. */
export function DatabaseDetails({ database }: { database: DatabaseInfo }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Stack gap="sm">
      <Text size="sm">
        {t("database.named", { name: database.name, date: formatDay(database.date, language) })}
      </Text>
      {database.limits.length > 0 && (
        <div>
          <Title order={3}>{t("database.limits")}</Title>
          <List size="sm">
            {database.limits.map((limit) => (
              <List.Item key={limit}>
                <ServiceText text={limit} />
              </List.Item>
            ))}
          </List>
        </div>
      )}
      <div>
        <Title order={3}>{t("database.sources")}</Title>
        <Table fz="sm" aria-label={t("database.sources")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("database.source")}</Table.Th>
              <Table.Th>{t("database.licence")}</Table.Th>
              <Table.Th>{t("database.date")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {database.sources.map((source) => (
              <Table.Tr key={source.name}>
                <Table.Td>{source.name}</Table.Td>
                <Table.Td>{source.license}</Table.Td>
                <Table.Td>{source.date}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Stack>
  );
}

import { Group } from "@mantine/core";
import type { Policy } from "@plimsoll/api";
import { verdictResults } from "@plimsoll/api/bare";
import { VerdictBadge } from "../../../components/verdict/verdict-badge.tsx";
import { formatCount } from "../../../format/numbers.ts";
import { useLanguage } from "../../../words/use-language.ts";

/** Images by what a policy says of them. */
export function VerdictCounts({ counts }: { counts: Policy["images"] }) {
  const language = useLanguage();
  return (
    <Group gap="md">
      {verdictResults.map((result) => (
        <Group key={result} gap={5}>
          <VerdictBadge result={result} />
          <b>{formatCount(counts[result], language)}</b>
        </Group>
      ))}
    </Group>
  );
}

import { Text } from "@mantine/core";
import type { AuditEntry } from "@plimsoll/api";

type AuditChangeProps = Pick<AuditEntry, "before" | "after">;

/** Each field that changed, as it was and as it is. */
export function AuditChange({ before, after }: AuditChangeProps) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return (
    <Text size="xs" lineClamp={3}>
      {names
        .map((name) => {
          const [was, is] = [toText(before?.[name]), toText(after?.[name])];
          return was === undefined ? `${name}: ${is}` : `${name}: ${was} → ${is ?? "–"}`;
        })
        .join(" · ")}
    </Text>
  );
}

function toText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one === "string"))
    return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

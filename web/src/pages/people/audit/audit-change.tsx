import { Text } from "@mantine/core";
import type { AuditEntry } from "@plimsoll/api";

type AuditChangeProps = Pick<AuditEntry, "before" | "after">;

/** Each field that changed, as it was and as it is. */
export function AuditChange({ before, after }: AuditChangeProps) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return (
    <Text size="xs" lineClamp={3}>
      {names
        .flatMap((name) => {
          const [was, is] = [toText(before?.[name]), toText(after?.[name])];
          if (was === undefined) return is === undefined ? [] : [`${name}: ${is}`];
          return [`${name}: ${was} → ${is ?? "–"}`];
        })
        .join(" · ")}
    </Text>
  );
}

/** Nothing of what holds nothing; of what is nested only its own fields. */
function toText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object") return String(value);
  const fields = Object.entries(value).map(([name, field]) => {
    const text = typeof field === "object" ? JSON.stringify(field) : String(field);
    return Array.isArray(value) ? text : `${name} ${text}`;
  });
  return fields.length === 0 ? undefined : fields.join(", ");
}

import { Stack, Switch, Text } from "@mantine/core";
import type { Prevention } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { usePrevention } from "../../data/use-prevention.ts";
import { ServiceText } from "../service-text/service-text.tsx";
import { LoadingRows } from "../states/loading-rows.tsx";
import { ProblemAlert } from "../states/problem-alert.tsx";
import { ProblemState } from "../states/problem-state.tsx";

/** Whether a Harbor prevents in a space what policies forbid, what that comes to, and what of it Harbor cannot hold. */
export function SpacePrevention({ space }: { space: string }) {
  const { t } = useTranslation();
  const { prevention, change } = usePrevention(space);
  if (prevention.isPending) return <LoadingRows rows={1} height={36} />;
  if (prevention.isError)
    return <ProblemState error={prevention.error} onRetry={() => void prevention.refetch()} />;
  const { enabled, state, problem, wish } = prevention.data;
  return (
    <Stack gap="xs">
      <Switch
        label={t("prevention.label")}
        description={t(`prevention.state.${state}`)}
        checked={enabled}
        disabled={change.isPending}
        onChange={({ currentTarget }) => change.mutate(currentTarget.checked)}
      />
      {change.error && <ProblemAlert error={change.error} />}
      {problem && (
        <Text size="xs" c="var(--bad)">
          <ServiceText text={problem.detail} />
        </Text>
      )}
      <Wish wish={wish} />
    </Stack>
  );
}

function Wish({ wish }: Pick<Prevention, "wish">) {
  const { t } = useTranslation();
  const { policy, severity, allowed, until, leftOut, leftOutCount } = wish;
  const from =
    policy === null
      ? t("prevention.noPolicy")
      : severity === null
        ? t("prevention.noSeverity", { policy: policy.name })
        : t("prevention.from", {
            severity: t(`prevention.severity.${severity}`),
            policy: policy.name,
          });
  return (
    <Text size="xs" component="div">
      {from}
      {allowed.length > 0 && (
        <div title={allowed.slice(0, 50).join(", ")}>
          {t("prevention.allowed", { count: allowed.length })}
          {until !== null && ` ${t("prevention.allowedUntil", { day: until })}`}
        </div>
      )}
      {leftOutCount > 0 && (
        <details>
          <summary>{t("prevention.leftOut", { count: leftOutCount })}</summary>
          <ul>
            {leftOut.map(({ what, name, reason }) => (
              <li key={`${what} ${name} ${reason}`}>
                {name}: {t(`prevention.reason.${reason}`)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Text>
  );
}

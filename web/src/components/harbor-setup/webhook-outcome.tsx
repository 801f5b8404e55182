import type { Client } from "@plimsoll/api";
import { useTranslation } from "react-i18next";
import { Callout } from "../callout/callout.tsx";
import { ServiceText } from "../service-text/service-text.tsx";

type Outcome = Awaited<ReturnType<Client["installWebhooks"]>>;

/** Each space by itself: some may allow it and others not. */
export function WebhookOutcome({ outcome: { done, failed } }: { outcome: Outcome }) {
  const { t } = useTranslation();
  return (
    <Callout
      tone={failed.length > 0 ? "warn" : "note"}
      title={t("harborSetup.webhooks.done", { count: done.length })}
      role="status"
    >
      {failed.map(({ spaceId, space, detail }) => (
        <div key={spaceId}>
          <b>{space}</b>: <ServiceText text={detail} />
        </div>
      ))}
    </Callout>
  );
}

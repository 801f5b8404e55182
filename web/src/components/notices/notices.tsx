import type { NotificationData } from "@mantine/notifications";
import i18next from "i18next";
import { Suspense, useSyncExternalStore } from "react";
import { later } from "../../later/later.ts";

const Corner = later(() => import("./corner.tsx"), "Corner");

let told = false;
let heard: () => void = () => {};

/** Says it in the corner of the page. What shows it is loaded when there is something to say. */
export async function tell(notice: NotificationData): Promise<void> {
  const { notifications } = await import("@mantine/notifications");
  notifications.show({ closeButtonProps: { "aria-label": i18next.t("action.close") }, ...notice });
  told = true;
  heard();
}

/** Where what is told is shown; stands once in a page. */
export function Notices() {
  const any = useSyncExternalStore(
    (change) => {
      heard = change;
      return () => {
        heard = () => {};
      };
    },
    () => told,
  );
  return any ? (
    <Suspense>
      <Corner />
    </Suspense>
  ) : null;
}

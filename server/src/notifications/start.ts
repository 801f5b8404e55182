import type { Service } from "../service.ts";
import { deliverDue } from "./deliver.ts";
import { passNotices } from "./pass.ts";

/** Milliseconds between two looks. */
const lookEvery = 2000;

/** Passes news on, again and again; several services do, each its part. */
export function startNotifications(service: Service): { stop(): Promise<void> } {
  let working: Promise<void> | null = null;
  const work = async () => {
    try {
      await passNotices(service.db);
      await deliverDue(service);
    } catch (error) {
      service.log.warn({ err: error }, "news could not be passed on");
    }
  };
  const timer = setInterval(() => {
    working ??= work().finally(() => {
      working = null;
    });
  }, lookEvery);
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
    },
  };
}

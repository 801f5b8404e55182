import type { Logger } from "pino";
import type { Db } from "./database/open.ts";
import type { EventBus } from "./events/bus.ts";
import type { AdvisorySource } from "./scanners/builtin/advisory-source.ts";
import type { Scanner } from "./scanners/port.ts";
import type { TrivyPool } from "./scanners/trivy-pool.ts";
import type { SecretBox } from "./secrets/seal.ts";

/** What the verbs of the domain work with. */
export type Service = {
  readonly version: string;
  readonly db: Db;
  readonly secrets: SecretBox;
  readonly scanner: Scanner;
  readonly advisories: AdvisorySource;
  readonly trivy: TrivyPool;
  /** Between two looks for newer advisories; 0: none by itself. */
  readonly updateHours: number;
  /** Between two reads of what changed in a registry; 0: none by itself. */
  readonly syncMinutes: number;
  /** That what is over is kept; 0: without end. */
  readonly retentionDays: number;
  /** Whether it serves this machine alone, and so may send to it. */
  readonly loopback: boolean;
  readonly events: EventBus;
  readonly log: Logger;
};

import type { IncomingMessage } from "node:http";

/** How this Harbor misbehaves on purpose. */
type Fault = {
  /** Method and path: `GET /api/v2.0/projects`. All requests where absent. */
  readonly on?: RegExp;
  /** How often; for good where absent. */
  readonly times?: number;
  readonly act:
    | {
        readonly status: number;
        readonly body?: string;
        readonly headers?: Readonly<Record<string, string>>;
      }
    /** Takes the request and says nothing. */
    | "silent"
    /** Ends the connection in the middle of an answer. */
    | "cut"
    /** An answer that never ends. */
    | "endless"
    | { readonly slowMs: number };
};

export type Faults = {
  add(fault: Fault): void;
  clear(): void;
  next(request: IncomingMessage): Fault["act"] | null;
};

export function createFaults(): Faults {
  let faults: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => {
      faults = [];
    },
    next(request) {
      const line = `${request.method} ${request.url}`;
      const found = faults.find(({ fault, left }) => left > 0 && (fault.on?.test(line) ?? true));
      if (found === undefined) return null;
      found.left -= 1;
      return found.fault.act;
    },
  };
}

/** Lets so many through at once; the others wait in their order. */
export type Limiter = {
  enter(): Promise<void>;
  leave(): void;
  /** Runs `act` between the two. */
  run<T>(act: () => Promise<T>): Promise<T>;
};

export function createLimiter(atOnce: number): Limiter {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const limiter: Limiter = {
    enter: async () => {
      if (inside < atOnce) inside += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave: () => {
      const next = waiting.shift();
      if (next === undefined) inside -= 1;
      else next();
    },
    run: async (act) => {
      await limiter.enter();
      try {
        return await act();
      } finally {
        limiter.leave();
      }
    },
  };
  return limiter;
}

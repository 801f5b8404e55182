export type Queue<T> = {
  put(value: T): void;
  /** The oldest one, as soon as there is any. */
  take(): Promise<T>;
};

export function createQueue<T>(): Queue<T> {
  const values: T[] = [];
  const waiting: ((value: T) => void)[] = [];
  return {
    put(value) {
      const next = waiting.shift();
      if (next) next(value);
      else values.push(value);
    },
    take() {
      if (values.length === 0) return new Promise((resolve) => waiting.push(resolve));
      return Promise.resolve(values.shift() as T);
    },
  };
}

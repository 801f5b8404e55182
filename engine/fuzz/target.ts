import fc from "fast-check";
import { PlimsollError } from "../src/error.ts";

/** One reader, given what nobody should write. */
export type Target = {
  readonly name: string;
  readonly property: () => fc.IAsyncPropertyWithHooks<[unknown]>;
};

/** A reader may refuse what it is given with an error of its own kind, and must come to an end. */
export function target<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  read: (input: T) => unknown,
): Target {
  return {
    name,
    property: () =>
      fc.asyncProperty(inputs as fc.Arbitrary<unknown>, async (input) => {
        try {
          await read(input as T);
        } catch (error) {
          if (!(error instanceof PlimsollError)) throw error;
        }
      }),
  };
}

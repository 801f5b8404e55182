/** What is read at most. Past a limit a scan skips and says so where it honestly can, else fails with the limit's name. */
export const defaultLimits = {
  /** Manifest, index or config, bytes. */
  manifestBytes: 4 * 2 ** 20,
};
export type Limits = Readonly<Record<keyof typeof defaultLimits, number>>;

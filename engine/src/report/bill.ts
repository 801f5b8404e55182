/** What a report or a bill of materials tells of itself. */
export type Bill = {
  /** When it was made, ISO 8601 in UTC: all else is the same each time. */
  readonly created: string;
  readonly toolVersion: string;
};

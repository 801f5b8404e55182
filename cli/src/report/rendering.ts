/** What a form of writing may know of where it goes. */
export type Rendering = {
  readonly color: boolean;
  /** Characters a line. */
  readonly width: number;
};

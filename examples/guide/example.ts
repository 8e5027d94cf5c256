/** What an example is: one idea of the Iris guide, told twice. Both tellings print the same lines. */

/** Where a line goes: to the screen, or to a test. */
export type Print = (line: string) => void;

export interface Example {
  /** As the file is called. */
  readonly name: string;
  /** As classes: `iris-actors`. */
  readonly classes: (print: Print) => Promise<void>;
  /** By pids and bytes, as in the guide: `iris-actors/compat`. */
  readonly compat: (print: Print) => Promise<void>;
}

/** Rings once; whoever awaits `rung` goes on then. Examples wait for what happens, never for time. */
export class Bell {
  ring: () => void = () => {};
  readonly rung = new Promise<void>((resolve) => {
    this.ring = resolve;
  });
}

/** A receive that waits, and how it gives what came: by itself, or as a step of a `for await`. */
import type { ExitSignal } from "../../exit";
import type { WaitOptions } from "./mailbox";
import { type MatchOrOptions, type Wanted, wantedOf } from "./wanted";

/** A receive that waits, and how it ends. */
export class PendingReceive implements Wanted {
  /** What was put aside has been searched: only new arrivals are looked at from now on. */
  searched = false;
  /** It only looks: one turn, and it is over. */
  polls = false;
  /** The last system message it was shown. */
  shown: ExitSignal | undefined = undefined;
  /** What it gets once `run` may go on: its deadline has passed, or it was aborted. */
  overdue: (() => void) | undefined = undefined;
  /** Ends its deadline and its abort listener. */
  release: (() => void) | undefined = undefined;
  /** Its neighbours, where several wait. */
  earlier: PendingReceive | undefined = undefined;
  later: PendingReceive | undefined = undefined;
  readonly match: Wanted["match"];
  readonly system: boolean;

  constructor(
    { match, system }: Wanted,
    private readonly iterates: boolean,
    private readonly resolve: (result: unknown) => void,
    readonly failed: (error: unknown) => void,
  ) {
    this.match = match;
    this.system = system;
  }

  found(value: unknown): void {
    this.resolve(this.iterates ? stepOf(value) : value);
  }

  nothing(): void {
    this.resolve(this.iterates ? { value: undefined, done: true } : undefined);
  }
}

/** The promise of a receive: `begin` settles it, or lets it wait. It rejects for wrong arguments, and when aborted. */
export function receiving(
  first: MatchOrOptions,
  second: WaitOptions | undefined,
  iterates: boolean,
  begin: (receive: PendingReceive, bounds: WaitOptions) => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const wanted = wantedOf(first, second);
    if (wanted.signal?.aborted) reject(wanted.signal.reason);
    else begin(new PendingReceive(wanted, iterates, resolve, reject), wanted);
  });
}

export function stepOf(value: unknown): IteratorResult<unknown, undefined> {
  return { value, done: false };
}

/** What `for await` asks; to leave it ends nothing. */
export function iteratorOver<T>(
  next: () => Promise<IteratorResult<T, undefined>>,
): AsyncIterator<T, undefined> {
  return { next, return: () => Promise.resolve({ value: undefined, done: true }) };
}

/** What users hold of a pool: a ref that is also a list of refs. */
import { inspect } from "node:util";
import type { Cell } from "./cell";
import { pipePool, readyPool } from "./pool-flow";
import type { ActorPool, ActorRef, MessageOf, PipeOptions, ReadyOptions, ResizeOptions } from "./protocol";
import { CellRef, refOf } from "./ref";

/** What a pool's ref needs of it. */
export interface Crew {
  readonly members: readonly Cell[];
  resize(size: number, options: ResizeOptions): Promise<void>;
}

export class PoolRef<A = unknown> extends CellRef<A> implements ActorPool<A> {
  readonly #crew: Crew;

  constructor(cell: Cell, crew: Crew) {
    super(cell);
    this.#crew = crew;
  }

  get size(): number {
    return this.#crew.members.length;
  }

  resize(size: number, options: ResizeOptions = {}): Promise<void> {
    return this.#crew.resize(size, options);
  }

  override ready(options?: ReadyOptions): Promise<void> {
    return readyPool(this.cell, options);
  }

  override pipe(
    source: AsyncIterable<MessageOf<A>> | Iterable<MessageOf<A>>,
    options?: PipeOptions,
  ): Promise<number> {
    return pipePool(this.cell, source, options);
  }

  /** Of one moment: a resize or a replacement meanwhile changes nothing. */
  [Symbol.iterator](): Iterator<ActorRef<A>> {
    return this.#crew.members.map((member) => refOf<A>(member))[Symbol.iterator]();
  }

  override [inspect.custom](): string {
    return `ActorPool(${this.cell.label}, size ${this.size})`;
  }
}

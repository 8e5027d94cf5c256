/** What users hold of a pool: a ref that is also a list of refs. */
import { inspect } from "node:util";
import { routerOf } from "./delivery";
import type { ActorPool, ActorRef, ResizeOptions } from "./protocol";
import { CellRef, refOf } from "./ref";

export class PoolRef<A = unknown> extends CellRef<A> implements ActorPool<A> {
  get size(): number {
    return routerOf(this.cell).members.length;
  }

  resize(size: number, options: ResizeOptions = {}): Promise<void> {
    return routerOf(this.cell).resize(size, options);
  }

  /** Of one moment: a resize or a replacement meanwhile changes nothing. */
  [Symbol.iterator](): Iterator<ActorRef<A>> {
    const { members } = routerOf(this.cell);
    return members.map((member) => refOf<A>(member))[Symbol.iterator]();
  }

  override [inspect.custom](): string {
    return `ActorPool(${this.cell.label}, size ${this.size})`;
  }
}

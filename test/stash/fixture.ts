/** Who puts messages aside, for the tests of stashes. */
import { ActorContext, Receive, type Ref, type Runtime, Supervised } from "../../src";

/** Puts numbers aside until it is opened. */
@Supervised({ maxRestarts: 100 })
export class Door {
  readonly passed: number[] = [];
  private open = false;
  constructor(private readonly ctx: ActorContext<Door>) {}

  @Receive() pass(n: number): number {
    if (!this.open) {
      this.ctx.stash();
      return -1;
    }
    this.passed.push(n);
    return n;
  }

  @Receive() async passLater(n: number, until: Promise<void>): Promise<number> {
    await until;
    return this.pass(n);
  }

  @Receive() set(open: boolean): number {
    this.open = open;
    return open ? this.ctx.unstash() : 0;
  }

  @Receive() stashAndFail(): void {
    this.ctx.stash();
    throw new Error("after all");
  }

  @Receive() stashAndStop(): void {
    this.ctx.stash();
    this.ctx.stopSelf();
  }

  @Receive() all(): number[] {
    return this.passed;
  }
}

/** A function that puts everything but "open" aside. */
export function spawnSieve(rt: Runtime, got: string[], options = {}): Ref<string> {
  return rt.spawn((m: string, ctx) => {
    if (m === "open") got.push(`${ctx.unstash()} back`);
    else if (got.length === 0) ctx.stash();
    else got.push(m);
  }, options);
}

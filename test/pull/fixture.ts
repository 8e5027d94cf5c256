/** A pull actor whose mailbox the test holds in its own hands, and what the tests of pull actors share. */
import type { ActorContext, Mailbox, Ref, Runtime, SpawnOptions } from "../../src";
import { type TestRuntime, type TestRuntimeOptions, testRuntime } from "../../src/runtime/testing";

export { codeOf, thrownCode } from "../messaging/fixture";

const runtimes: TestRuntime[] = [];

/** A runtime under virtual time. After the test all that is left of it is killed; then nothing may be lost or open. */
export function makeRuntime(options?: TestRuntimeOptions): TestRuntime {
  const rt = testRuntime(options);
  runtimes.push(rt);
  return rt;
}

afterEach(async () => {
  for (const rt of runtimes.splice(0)) {
    for (const { pid } of rt.inspect.list()) rt.kill(pid);
    await rt.shutdown();
    expect(rt.audit()).toMatchObject({ balanced: true, queued: 0, parked: 0, running: 0 });
    expect(rt.clock.pending).toBe(0);
  }
});

/** A `run` that the test plays: it takes messages, and says when and how it ends. */
export interface Hand<M> {
  readonly ref: Ref<M>;
  /** Of the `run` under way. */
  readonly mailbox: Mailbox<M>;
  readonly ctx: ActorContext<never>;
  /** How often `run` was called. */
  readonly runs: number;
  /** `run` returns. */
  end(): void;
  /** `run` throws. */
  fail(error: Error): void;
}

/** Spawns it, and waits until `run` was called. */
export async function takeInHand<M>(rt: Runtime, options: SpawnOptions = {}): Promise<Hand<M>> {
  let current: Omit<Hand<M>, "ref" | "runs"> | undefined;
  let runs = 0;
  let began = (): void => {};
  const begun = new Promise<void>((resolve) => {
    began = resolve;
  });
  const ref = rt.spawnPull((mailbox: Mailbox<M>, ctx) => {
    runs++;
    began();
    return new Promise<void>((end, fail) => {
      current = { mailbox, ctx: ctx as ActorContext<never>, end, fail };
    });
  }, options);
  await begun;
  const now = (): Omit<Hand<M>, "ref" | "runs"> => current as NonNullable<typeof current>;
  return {
    ref,
    get mailbox() {
      return now().mailbox;
    },
    get ctx() {
      return now().ctx;
    },
    get runs() {
      return runs;
    },
    end: () => now().end(),
    fail: (error) => now().fail(error),
  };
}

/** `fate message` of every dead letter so far. */
export function letters(rt: TestRuntime): string[] {
  return rt.deadLetters.map(({ fate, payload }) => `${fate} ${String(payload)}`);
}

/** The books of a runtime, without what is zero. */
export function books(rt: Runtime): Record<string, unknown> {
  const { accepted: _, ...counts } = rt.audit();
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

export const even = (n: number): boolean => n % 2 === 0;

/**
 * Hot swap with iris-actors. Swaps overtake what is queued, so whoever swaps and sends in turns has to let the actor
 * have its turn in between.
 */
import { Actor, type ActorClass, type ActorRef, Receive, type Runtime } from "iris-actors";
import type { Latch, Result, Sizes, Tools } from "./tools";

@Actor()
class Once {
  private sum = 0;

  @Receive() add(value: number): void {
    this.sum += value;
  }
  @Receive() total(): number {
    return this.sum;
  }
}

@Actor()
class Thrice {
  private sum = 0;

  @Receive() add(value: number): void {
    this.sum += 3 * value;
  }
  @Receive() total(): number {
    return this.sum;
  }
}

const classOf = (step: number): ActorClass => ((step & 1) === 0 ? Thrice : Once);

/** Takes a step, then sends itself a message: with a budget of one, everybody else has a turn before the next step. */
@Actor({ budget: 1 })
class Stepper {
  private me: ActorRef<Stepper> | undefined;
  private until = 0;
  private perform: (step: number) => void = () => {};
  private done: Latch<void> | undefined;

  @Receive() setUp(
    me: ActorRef<Stepper>,
    until: number,
    perform: (step: number) => void,
    done: Latch<void>,
  ): void {
    this.me = me;
    this.until = until;
    this.perform = perform;
    this.done = done;
  }
  @Receive() step(count: number): void {
    this.perform(count);
    if (count + 1 === this.until) this.done?.resolve();
    else this.me?.send.step(count + 1);
  }
}

/** Two functions that count into the same sum. Undefined is a question for it. */
function functions() {
  let sum = 0;
  const once = (value: number | undefined): number => {
    if (value !== undefined) sum += value;
    return sum;
  };
  const thrice = (value: number | undefined): number => {
    if (value !== undefined) sum += 3 * value;
    return sum;
  };
  return { once, thrice };
}

/** The time of `n` steps and what `ask` says afterwards. */
async function stepped(
  rt: Runtime,
  { seconds, latch }: Tools,
  n: number,
  perform: (step: number) => void,
  ask: () => Promise<number>,
): Promise<Result> {
  const stepper = rt.spawn(Stepper);
  const done = latch<void>();
  await stepper.ask.setUp(stepper, n, perform, done);
  const start = seconds();
  stepper.send.step(0);
  await done.promise;
  const checksum = await ask();
  const elapsed = seconds() - start;
  await stepper.stop();
  return { seconds: elapsed, checksum };
}

/** Messages in bursts: to one actor whose code is swapped before each, or in turns to two actors of the two classes. */
async function bursts(
  rt: Runtime,
  { seconds }: Tools,
  { n, burst, swaps: isSwapped }: Sizes,
): Promise<Result> {
  const counters =
    isSwapped === 1
      ? [rt.spawn(Once)]
      : [rt.spawn(Thrice) as ActorRef<unknown> as ActorRef<Once>, rt.spawn(Once)];
  const totals = counters.map(() => 0);
  let burstCount = 0;
  const start = seconds();
  for (let sent = 0; sent < n; sent += burst) {
    const at = burstCount % counters.length;
    const counter = counters[at] as ActorRef<Once>;
    if (isSwapped === 1) void rt.behaviors.swap(counter, classOf(burstCount));
    for (let i = 0; i < burst; i++) counter.send.add(i & 7);
    totals[at] = await counter.ask.total();
    burstCount++;
  }
  const elapsed = seconds() - start;
  await Promise.all(counters.map((counter) => counter.stop()));
  return { seconds: elapsed, checksum: totals.reduce((sum, total) => sum + total, 0) };
}

export function swaps(rt: Runtime, tools: Tools) {
  const { seconds, steady } = tools;
  const inBursts = (sizes: Sizes) => steady(10, () => bursts(rt, tools, { ...sizes, n: sizes.n / 10 }));
  return {
    async "swap-function"({ n }: Sizes) {
      const { once, thrice } = functions();
      const counter = rt.spawn(once);
      const perform = (step: number): void => {
        void rt.behaviors.swap(counter, (step & 1) === 0 ? thrice : once);
        counter.tell(step & 7);
      };
      const result = await stepped(rt, tools, n, perform, async () =>
        Number(await rt.ask(counter, undefined)),
      );
      await counter.stop();
      return result;
    },
    async "swap-class"({ n }: Sizes) {
      const counter = rt.spawn(Once);
      const perform = (step: number): void => {
        void rt.behaviors.swap(counter, classOf(step));
        counter.send.add(step & 7);
      };
      const result = await stepped(rt, tools, n, perform, () => counter.ask.total());
      await counter.stop();
      return result;
    },
    async "swap-asked"({ n }: Sizes) {
      const counter = rt.spawn(Once);
      const start = seconds();
      for (let i = 0; i < n; i++) {
        void rt.behaviors.swap(counter, classOf(i));
        await counter.ask.add(i & 7);
      }
      const elapsed = seconds() - start;
      const checksum = await counter.ask.total();
      await counter.stop();
      return { seconds: elapsed, checksum };
    },
    "swap-1000": inBursts,
    "swap-1000/base": inBursts,
  };
}

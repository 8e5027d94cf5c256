/**
 * effect: a fiber that handles what is in its queue, and `Effect.retry`, which starts its work anew when it fails. The
 * queue outlives that. The keeper is the benchmark's own loop, which is a fiber, too, with a queue of its own.
 */
import { Effect, Fiber, Queue } from "effect";

const failure = new Error("crash");
let instances = 0;

const handle = (number) => (message) =>
  message.kind === "crash" ? Effect.fail(failure) : Queue.offer(message.keeper, number);

const fuse = () =>
  Effect.gen(function* () {
    const queue = yield* Queue.unbounded();
    const instance = Effect.suspend(() => {
      const work = Effect.flatMap(Queue.take(queue), handle(++instances));
      return Effect.forever(work, { disableYield: true });
    });
    const fiber = yield* Effect.forkDetach(Effect.retry(instance, { times: Number.POSITIVE_INFINITY }));
    return { queue, fiber };
  });

/** Every child tells the keeper which instance it is: how many are newer than `before`, and the newest of them. */
function* reports(fuses, keeper, before) {
  for (const { queue } of fuses) yield* Queue.offer(queue, { kind: "report", keeper });
  const found = { seen: 0, newest: before };
  for (let missing = fuses.length; missing > 0; missing--) {
    const number = yield* Queue.take(keeper);
    if (number > before) found.seen++;
    if (number > found.newest) found.newest = number;
  }
  return found;
}

export function effectRestarts({ seconds }) {
  const restarts = (sizes) => Effect.runPromise(Effect.gen(() => rounds(sizes)));
  function* rounds({ n, each, children }) {
    let elapsed = 0;
    let checksum = 0;
    for (let done = 0; done < n; done += each) {
      const keeper = yield* Queue.unbounded();
      const fuses = [];
      for (let at = 0; at < children; at++) fuses.push(yield* fuse());
      let { newest } = yield* reports(fuses, keeper, 0);
      const start = seconds();
      for (let time = 0; time < each; time += children) {
        for (const { queue } of fuses) yield* Queue.offer(queue, { kind: "crash" });
        const found = yield* reports(fuses, keeper, newest);
        checksum += found.seen;
        newest = found.newest;
      }
      elapsed += seconds() - start;
      for (const { fiber } of fuses) yield* Fiber.interrupt(fiber);
    }
    return { seconds: elapsed, checksum };
  }
  return { restart: restarts, "restart-burst": restarts };
}

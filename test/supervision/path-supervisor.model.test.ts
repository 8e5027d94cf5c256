/**
 * Random crashes, stops, restarts by hand and removals, with factories that work, wait, fail and hang, against what has
 * to hold once all is calm: no actor is lost, none is doubled, none is left over, and every promise has settled.
 */
import fc from "fast-check";
import { limits } from "../../src/limits";
import type { Strategy } from "../../src/options";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { makePathWorld, settle, type Worker } from "./path-fixture";

const names = ["a", "b", "c", "d"] as const;
const strategies: readonly Strategy[] = ["one-for-one", "one-for-all", "rest-for-one"];
const ways = ["works", "promises", "waits", "throws once", "throws", "dead", "hangs"] as const;
type Way = (typeof ways)[number];

const steps = fc.array(
  fc.record({
    op: fc.constantFrom(
      "crash",
      "crash",
      "crash",
      "two",
      "stop",
      "kill",
      "restart",
      "restartAll",
      "unwatch",
      "time",
      "remove",
    ),
    who: fc.nat(names.length - 1),
    other: fc.nat(names.length - 1),
    ms: fc.constantFrom(0, 50, 100, 250, 6_000),
    settles: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25, size: "max" },
);
const plans = fc.array(
  fc.record({
    strategy: fc.constantFrom(...strategies),
    ways: fc.array(fc.constantFrom<Way>("works", "works", ...ways), { minLength: 1, maxLength: 4 }),
    backoff: fc.constantFrom(undefined, { initialMs: 80 }),
    restart: fc.constantFrom("transient", "permanent", "temporary"),
    maxRestarts: fc.constantFrom(1, 3, 100),
  }),
  { minLength: names.length, maxLength: names.length },
);

test("whatever happens, in the end each place has its one child or none, and nobody is left over", async () => {
  await fc.assert(
    fc.asyncProperty(plans, steps, async (plan, story) => {
      const world = makePathWorld();
      const { rt, worker, clock } = world;
      const made: { readonly name: string; readonly ref: ActorRef<Worker> }[] = [];
      const spawn = (name: string) => {
        const ref = worker(name);
        made.push({ name, ref });
        return ref;
      };
      const dead = worker("dead");
      rt.kill(dead);
      const svc = rt.paths.supervisor("/svc");
      const freed = new Set<number>();
      plan.forEach(({ ways: own, strategy, backoff, restart, maxRestarts }, index) => {
        const name = names[index] as string;
        let calls = 0;
        const factory = (): ActorRef<Worker> | Promise<ActorRef<Worker>> => {
          const way = own[calls++ % own.length];
          if (way === "throws" || (way === "throws once" && calls % 2 === 1)) throw new Error("planted");
          if (way === "dead") return dead;
          if (way === "hangs") return new Promise(() => {});
          if (way === "promises") return Promise.resolve().then(() => spawn(name));
          if (way !== "waits") return spawn(name);
          return new Promise((resolve) => {
            clock.schedule(120, () => resolve(spawn(name)));
          });
        };
        const options = { strategy, restart, maxRestarts, withinMs: 60_000 } as const;
        svc.supervise(spawn(name), factory, backoff === undefined ? options : { ...options, backoff });
      });
      const promises: Promise<unknown>[] = [];
      let isRemoved = false;
      const at = (index: number) => world.at(names[index] as string);
      for (const { op, who, other, ms, settles } of story) {
        const target = at(who);
        if (op === "time") await clock.advance(ms);
        else if (op === "restartAll") promises.push(svc.restart());
        else if (op === "remove" && ms === 50) {
          for (const { pid } of svc.children()) freed.add(pid);
          isRemoved = rt.paths.removeSupervisor("/svc");
        } else if (target === undefined) continue;
        else if (op === "crash") target.send.crash();
        else if (op === "stop") void target.stop();
        else if (op === "kill") rt.kill(target);
        else if (op === "restart") promises.push(svc.restart(target));
        else if (op === "unwatch" && svc.unwatch(target)) freed.add(target.pid);
        else if (op === "two") for (const one of [target, at(other)]) one?.send.crash();
        if (settles) await settle();
      }
      await clock.advance(4 * names.length * (limits.factoryTimeoutMs + 1_000));
      await Promise.all(promises);
      const children = svc.children().map(({ pid }) => pid);
      const alive = made.filter(({ ref }) => rt.isAlive(ref));
      const order = children.map((pid) => made.find(({ ref }) => ref.pid === pid)?.name);
      expect(alive.filter(({ ref: { pid } }) => !children.includes(pid) && !freed.has(pid))).toEqual([]);
      expect(order).toEqual([...new Set(order)].sort()); // each name at most once, in start order
      expect(isRemoved ? children : []).toEqual([]);
      expect([clock.pending, rt.supervision.count]).toEqual([0, children.length]);
      await rt.shutdown();
    }),
    { numRuns: 150, timeout: 5_000 },
  );
}, 60_000);

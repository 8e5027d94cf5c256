import type { ExitSignal } from "../../src/exit";
import type { ActorRef } from "../../src/runtime/actor/protocol";
import { makeWorld, never, settle, type World } from "../lifecycle/fixture";
import { Plain, reasons, Trapping } from "./fixture";

type Cause = (world: World, target: ActorRef<Plain>) => unknown;

const fail = (): never => {
  throw new Error("boom");
};

/** How each reason comes about for real, and who caused it: the target itself unless said otherwise. */
const causes: readonly (readonly [string, string, Cause, "self" | "parent" | "other"])[] = [
  ["normal", "stop()", (_, target) => void target.stop(), "self"],
  ["normal", "stopSelf()", (_, target) => target.send.run((ctx) => ctx.stopSelf()), "self"],
  ["panic", "a throw", (_, target) => target.send.run(fail), "self"],
  ["killed", "kill()", ({ rt }, target) => rt.kill(target), "self"],
  [
    "killed",
    "kill() in another one's handler",
    ({ rt }, target) => void rt.spawn(Plain).send.run(() => void rt.kill(target)),
    "other",
  ],
  ["moved", "stop({ reason })", (_, target) => void target.stop({ reason: "moved" }), "self"],
  [
    "moved",
    "stop({ reason }) in another one's handler",
    ({ rt }, target) => void rt.spawn(Plain).send.run(() => void target.stop({ reason: "moved" })),
    "other",
  ],
  [
    "timeout",
    "a handler that outlives its stop",
    async ({ clock }, target) => {
      target.send.run(() => never);
      await settle();
      void target.stop({ timeoutMs: 5 });
      await clock.advance(5);
    },
    "self",
  ],
  ["parent_exited", "the parent's stop", ({ rt }, target) => void rt.stop(parentOf(target)), "parent"],
  ["parent_exited", "the parent's kill", ({ rt }, target) => rt.kill(parentOf(target)), "parent"],
  ["moved", "a link", ({ rt }, target) => linkTo(target, rt.spawn(Plain), rt), "other"],
];

const parents = new WeakMap<object, ActorRef<Plain>>();
const parentOf = (target: object): ActorRef<Plain> => parents.get(target) as ActorRef<Plain>;

function linkTo(target: ActorRef<Plain>, other: ActorRef<Plain>, rt: World["rt"]): void {
  rt.links.link(target, other);
  void other.stop({ reason: "moved" });
}

describe("every reason, produced for real, is what linked and watching actors are told", () => {
  test.each(causes)("%s by %s", async (reason, _how, cause, from) => {
    const world = makeWorld();
    const { rt, exits } = world;
    const signals: ExitSignal[] = [];
    const parent = rt.spawn(Plain);
    const target = rt.spawn(Plain, { parent });
    parents.set(target, parent);
    const watcher = rt.spawn(Trapping, { init: { signals } });
    const bystander = rt.spawn(Plain);
    rt.links.link(watcher, target);
    rt.links.link(bystander, target);
    rt.links.monitor(watcher, target);
    const before = bystander.pid;
    await cause(world, target);
    await settle();
    const by = from === "parent" ? parent.pid : from === "other" ? before + 1 : target.pid;
    expect(signals).toMatchObject([
      { type: "EXIT", target: target.pid, from: by, reason },
      { type: "DOWN", target: target.pid, from: by, reason },
    ]);
    const own = exits.find(({ pid }) => pid === target.pid);
    expect([own?.reason, own?.error]).toEqual([reason, signals[0]?.error]);
    const taken = reasons(exits).filter(([pid]) => pid === bystander.pid);
    expect(taken).toEqual(reason === "normal" ? [] : [[bystander.pid, reason]]);
  });

  test("parent_exited goes from each parent to its own children, when the top is killed", async () => {
    const { rt } = makeWorld();
    const signals: ExitSignal[] = [];
    const watcher = rt.spawn(Trapping, { init: { signals } });
    const top = rt.spawn(Plain);
    const middle = rt.spawn(Plain, { parent: top });
    const leaf = rt.spawn(Plain, { parent: middle });
    for (const ref of [top, middle, leaf]) rt.links.link(watcher, ref);
    rt.kill(top);
    await settle();
    expect(signals.map(({ target, from, reason }) => [target, from, reason])).toEqual([
      [leaf.pid, middle.pid, "parent_exited"],
      [middle.pid, top.pid, "parent_exited"],
      [top.pid, top.pid, "killed"],
    ]);
  });

  test("a crash while a stop is under way is the actor's own: panic, from itself", async () => {
    const { rt } = makeWorld();
    const signals: ExitSignal[] = [];
    const watcher = rt.spawn(Trapping, { init: { signals } });
    const target = rt.spawn(Plain);
    rt.links.link(watcher, target);
    const stopper = rt.spawn(Plain);
    target.send.run(fail);
    stopper.send.run(() => void target.stop({ drain: true }));
    await settle();
    expect(signals).toMatchObject([{ target: target.pid, from: target.pid, reason: "panic" }]);
  });
});

describe("shutdown", () => {
  test("everybody's reason is shutdown: no link takes anybody along, and nobody is told", async () => {
    const { rt, exits } = makeWorld();
    const signals: ExitSignal[] = [];
    const refs = [
      rt.spawn(Trapping, { init: { signals } }),
      ...Array.from({ length: 9 }, () => rt.spawn(Plain)),
    ];
    for (const a of refs) for (const b of refs) rt.links.link(a, b);
    const [watcher] = refs as [ActorRef<Plain>];
    for (const b of refs) rt.links.monitor(watcher, b);
    await rt.shutdown();
    expect([exits.map(({ reason }) => reason), signals]).toEqual([Array(10).fill("shutdown"), []]);
    expect(exits.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  test("who ends for a reason of its own meanwhile is told of, and takes nobody along", async () => {
    const { rt, exits, clock } = makeWorld();
    const signals: ExitSignal[] = [];
    const watcher = rt.spawn(Trapping, { init: { signals } });
    const linked = rt.spawn(Plain);
    const target = rt.spawn(Plain);
    const last = rt.spawn(Plain); // ends first, and takes its time
    rt.links.link(watcher, target);
    rt.links.link(linked, target);
    last.send.run(() => new Promise<void>((resolve) => clock.schedule(10, resolve)));
    await settle();
    const down = rt.shutdown();
    target.send.run(fail);
    await settle();
    expect(signals).toMatchObject([{ type: "EXIT", target: target.pid, reason: "panic" }]);
    await clock.advance(10);
    await down;
    expect(reasons(exits)).toEqual([
      [target.pid, "panic"],
      [last.pid, "shutdown"],
      [linked.pid, "shutdown"],
      [watcher.pid, "shutdown"],
    ]);
  });

  test("with the reason shutdown, an ordinary stop takes linked actors along as any other reason", async () => {
    const { rt, exits } = makeWorld();
    const [a, b] = [rt.spawn(Plain), rt.spawn(Plain)];
    rt.links.link(a, b);
    await a.stop({ reason: "shutdown" });
    await settle();
    expect(reasons(exits)).toEqual([
      [a.pid, "shutdown"],
      [b.pid, "shutdown"],
    ]);
  });
});

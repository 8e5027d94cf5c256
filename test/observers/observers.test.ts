/** `rt.observe`: what is recorded, who gets it, and what is left. */
import type { Envelope, Observer } from "../../src";
import { settle } from "../../src/runtime/testing";
import { books, codeOf, even, makeRuntime, thrownCode } from "../pull/fixture";

/** The messages that are left. */
function all(observer: Pick<Observer, "messages">): unknown[] {
  return observer.messages().map((envelope: Envelope) => envelope.message);
}

test("messages are recorded in order, under a path and a name; looking at them takes nothing", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<unknown>({ path: "/spy", name: "spy" });
  for (const m of [undefined, null, 0, "", "x"]) observer.tell(m);
  rt.sendNamed("spy", "by name");
  expect(rt.paths.resolve("/spy")).toBe(observer);
  await settle(rt);
  const expected = [undefined, null, 0, "", "x", "by name"];
  expect([all(observer), all(observer)]).toEqual([expected, expected]);
  expect(books(rt)).toEqual({ handled: 6, balanced: true });
  (observer.messages() as unknown[]).splice(0); // a copy
  expect(all(observer)).toEqual(expected);
});

test("receive and take remove what they return, and leave the rest in order", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  for (let n = 0; n < 8; n++) observer.tell(n);
  await settle(rt);
  expect(observer.take((n) => n > 2)).toBe(3);
  expect(await observer.receive((n) => n > 2)).toBe(4);
  expect(observer.receiveSync(even)).toBe(0);
  expect([observer.take(), await observer.receive()]).toEqual([1, 2]);
  expect(all(observer)).toEqual([5, 6, 7]);
  const got: number[] = [];
  for await (const n of observer) if (got.push(n) === 3) break;
  expect(got).toEqual([5, 6, 7]);
  expect(observer.take()).toBeUndefined();
  expect(thrownCode(() => observer.receiveSync())).toBe("ERR_WOULD_BLOCK");
  expect(observer.receiveSync({ timeoutMs: 0 })).toBeUndefined();
  expect(await observer.receive({ timeoutMs: 0 })).toBeUndefined();
});

test("receives that wait are served in the order of the calls", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  const waits = [
    observer.receive(even),
    observer.receive(),
    observer.receive((n) => n === 1),
    observer.receive(even, { timeoutMs: 10 }),
  ];
  for (const n of [1, 1, 2, 3]) observer.tell(n);
  await rt.clock.advance(10);
  expect(await Promise.all(waits)).toEqual([2, 1, 1, undefined]);
  expect(all(observer)).toEqual([3]);
});

test("the record holds its capacity: the oldest go, and are counted", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>({ capacity: 3 });
  for (let n = 0; n < 10; n++) observer.tell(n);
  await settle(rt);
  expect(all(observer)).toEqual([7, 8, 9]);
  expect(observer.dropped).toBe(7);
  observer.take();
  observer.tell(10);
  await settle(rt);
  expect(all(observer)).toEqual([8, 9, 10]);
  expect(observer.dropped).toBe(7);
  const byDefault = rt.observe<number>();
  for (let n = 0; n < 10_001; n++) byDefault.tell(n);
  await settle(rt);
  expect([byDefault.messages().length, byDefault.dropped, byDefault.take()]).toEqual([10_000, 1, 1]);
});

test("what a matcher throws is its own receive's: the others and the record get the message", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  const thrower = (): boolean => {
    throw new Error("picky");
  };
  const later = (async () => true) as unknown as () => boolean;
  const [first, second] = [codeOf(observer.receive(thrower)), codeOf(observer.receive(later))];
  const third = observer.receive((n) => n === 2);
  for (const n of [1, 2]) observer.tell(n);
  expect(await Promise.all([first, second, third])).toEqual(["picky", "ERR_INVALID_ARG", 2]);
  expect(() => observer.take(thrower)).toThrow("picky");
  expect(thrownCode(() => observer.take(later))).toBe("ERR_INVALID_ARG");
  expect(all(observer)).toEqual([1]);
  expect(rt.isAlive(observer)).toBe(true);
});

test("matchers may take, receive, abort and kill", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  for (const n of [1, 2, 3]) observer.tell(n);
  await settle(rt);
  expect(observer.take((n) => n === 2 && observer.take() === 1)).toBe(2);
  expect(observer.take((n) => n === 3 && observer.take() === 3)).toBeUndefined();
  const abort = new AbortController();
  let inner: Promise<number | undefined> | undefined;
  const first = observer.receive((n) => {
    abort.abort(new Error("no"));
    inner ??= observer.receive((m) => m === 4);
    return n === 9;
  });
  const second = codeOf(observer.receive({ signal: abort.signal }));
  observer.tell(4);
  expect(await second).toBe("no");
  expect(await inner).toBe(4); // asked for before it was recorded
  const third = observer.receive(() => rt.kill(observer));
  observer.tell(5);
  expect(await Promise.all([first, third])).toEqual([undefined, undefined]);
});

test("system messages are recorded, and shown to those who ask for them", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  const child = rt.spawn((_: number) => {}, { parent: observer });
  const friend = rt.spawn((_: number) => {});
  rt.links.link(observer, friend);
  observer.tell(1);
  const waiting = observer.receive((e) => e.system?.target === friend.pid, { system: true });
  await child.stop();
  rt.kill(friend);
  expect(await waiting).toMatchObject({ system: { type: "EXIT", reason: "killed" } });
  expect(rt.isAlive(observer)).toBe(true);
  expect(observer.take((n) => n !== 1)).toBeUndefined();
  expect(observer.messages()).toMatchObject([
    { message: 1 },
    { system: { type: "EXIT", target: child.pid } },
  ]);
  expect(observer.take((e) => e.system !== undefined, { system: true })?.system?.target).toBe(child.pid);
  expect(observer.take({ system: true })).toEqual({ message: 1 });
});

test("a sync receive shows system messages to those who ask for them, as take does", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  const friend = rt.spawn((_: number) => {});
  rt.links.monitor(observer, friend);
  observer.tell(1);
  await friend.stop();
  await settle(rt);
  const isSignal = (e: Envelope<number>): boolean => e.system !== undefined;
  expect(thrownCode(() => observer.receiveSync((n) => n !== 1))).toBe("ERR_WOULD_BLOCK");
  expect(observer.receiveSync(isSignal, { system: true })?.system?.target).toBe(friend.pid);
  expect(observer.receiveSync(isSignal, { system: true, timeoutMs: 0 })).toBeUndefined();
  expect(thrownCode(() => observer.receiveSync(isSignal, { system: true }))).toBe("ERR_WOULD_BLOCK");
  expect(observer.receiveSync({ system: true })).toEqual({ message: 1 });
});

test("a search within a search: each goes on with what it has not seen, and takes what is still there", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  for (let n = 0; n < 8; n++) observer.tell(n);
  await settle(rt);
  const seen: number[] = [];
  const found = observer.take((n) => {
    seen.push(n);
    if (n === 2) {
      observer.take((m) => m === 3 && observer.take() === 0); // 0 and 3 go, from within
      observer.take((m) => m === 5);
    }
    return n > 4;
  });
  expect([found, ...seen]).toEqual([6, 0, 1, 2, 4, 6]);
  expect(all(observer)).toEqual([1, 2, 4, 7]);
  expect(() =>
    observer.take(() => {
      throw new Error("picky");
    }),
  ).toThrow("picky");
  expect([observer.take(), observer.take()]).toEqual([1, 2]);
});

test("receives that leave the line, from any place and while it is asked, leave the others in order", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  const aborts = Array.from({ length: 6 }, () => new AbortController());
  const asked: number[] = [];
  const waits = aborts.map(({ signal }, at) => {
    const match = (n: number): boolean => {
      asked.push(at);
      if (n === 0 && at === 2) for (const gone of [1, 2, 3, 5]) aborts[gone]?.abort(new Error(`no ${gone}`));
      return n > 0;
    };
    return observer.receive(match, { signal }).catch((error: Error) => error.message);
  });
  for (const n of [0, 1, 2, 3]) observer.tell(n);
  expect(await Promise.all(waits)).toEqual([1, "no 1", "no 2", "no 3", 2, "no 5"]);
  expect(asked).toEqual([0, 1, 2, 4, 0, 4]);
  expect(all(observer)).toEqual([0, 3]);
});

test("S4: a message that looks like a system message is still a message", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<unknown>();
  const spy = rt.observe<unknown>();
  rt.links.link(spy, observer);
  const kid = rt.spawn((_: number) => {});
  rt.links.link(spy, kid);
  rt.kill(kid);
  await settle(rt);
  const signal = spy.take({ system: true })?.system;
  observer.tell(signal);
  await settle(rt);
  expect(observer.take()).toBe(signal);
});

test("S6: a stop ends the receives that wait; what was recorded can still be looked at", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  observer.tell(1);
  const waits = [observer.receive(even), observer.receive(even, { timeoutMs: 50 })];
  await settle(rt);
  await observer.stop();
  expect(await Promise.all(waits)).toEqual([undefined, undefined]);
  expect(await observer.receive(even)).toBeUndefined();
  expect(observer.receiveSync(even)).toBeUndefined();
  expect(all(observer)).toEqual([1]);
  const rest: number[] = [];
  for await (const n of observer) rest.push(n);
  expect(rest).toEqual([1]);
  expect(observer.tell(2)).toBe(false);
  expect(rt.clock.pending).toBe(0);
});

test("S6: a loop over a stopped observer that takes no notice lets the event loop turn", async () => {
  const rt = makeRuntime();
  const observer = rt.observe<number>();
  await observer.stop();
  let isOver = false;
  void (async () => {
    while (!isOver) await observer.receive();
  })();
  await settle(rt);
  isOver = true;
});

test("an observer that a listener kills as it is spawned: its receives end", async () => {
  const rt = makeRuntime();
  rt.events.on("spawned", ({ pid }) => void rt.kill(pid));
  const observer = rt.observe<number>();
  expect(rt.isAlive(observer)).toBe(false);
  expect(await observer.receive()).toBeUndefined();
});

test("an observer with a parent ends with it; the budget and the ask of an observer are those of any actor", async () => {
  const rt = makeRuntime();
  const parent = rt.spawn((_: number) => {});
  const observer = rt.observe<number>({ parent });
  const waiting = observer.receive(even);
  expect(await rt.ask(observer, 1)).toBeUndefined();
  await parent.stop();
  expect(await waiting).toBeUndefined();
  expect(await rt.join(observer)).toMatchObject({ reason: "parent_exited" });
});

test("wrong arguments are refused by name", async () => {
  const rt = makeRuntime();
  const wrong = (value: unknown): never => value as never;
  const observer = rt.observe<number>();
  for (const options of [
    5,
    null,
    "x",
    { capacity: 0 },
    { capacity: 1.5 },
    { capacity: "9" },
    { budget: 0 },
    { path: 5 },
  ]) {
    expect([options, thrownCode(() => rt.observe(wrong(options)))]).toEqual([options, "ERR_INVALID_ARG"]);
  }
  for (const bad of [
    5,
    null,
    "x",
    { timeoutMs: -1 },
    { timeoutMs: "1" },
    { signal: 5 },
    { system: 1 },
    { timeout: 1 },
  ]) {
    expect([bad, await codeOf(observer.receive(wrong(bad)))]).toEqual([bad, "ERR_INVALID_ARG"]);
    expect([bad, thrownCode(() => observer.take(wrong(bad)))]).toEqual([bad, "ERR_INVALID_ARG"]);
    expect([bad, thrownCode(() => observer.receiveSync(wrong(bad)))]).toEqual([bad, "ERR_INVALID_ARG"]);
    expect([bad, await codeOf(observer.receive(even, wrong(bad)))]).toEqual([bad, "ERR_INVALID_ARG"]);
  }
  expect(await codeOf(observer.receive(wrong(undefined), { timeoutMs: 5 }))).toBe("ERR_INVALID_ARG");
  rt.observe({ name: "taken" });
  expect(thrownCode(() => rt.observe({ name: "taken" }))).toBe("ERR_NAME_TAKEN");
  await rt.shutdown();
  expect(thrownCode(() => rt.observe())).toBe("ERR_RUNTIME_STOPPED");
});

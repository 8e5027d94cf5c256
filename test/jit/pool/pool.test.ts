/** Whole functions in other threads: what crosses over, what ends them, and what is said when it cannot be. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { threadId } from "node:worker_threads";
import { type Alarm, SystemClock } from "../../../src/clock";
import { IrisError } from "../../../src/errors";
import { PiscinaPool } from "../../../src/jit/backends/pool/piscina-pool";
import type { PoolCall } from "../../../src/jit/backends/pool/pool-host";

const pool = new PiscinaPool({ clock: new SystemClock(), threads: 2 });
afterAll(() => pool.dispose());

const file = join(__dirname, "functions.cjs");

function call(text: string, args: readonly unknown[] = [], more: Partial<PoolCall> = {}): Promise<unknown> {
  return pool.run({ fn: { text }, kernel: "f", args, ...more });
}

/** What a promise rejects with. */
async function failure(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  return promise.then(
    (value) => {
      throw new Error(`resolved with ${String(value)}`);
    },
    (error) => error,
  );
}

test.each([
  ["an arrow", "async (a, b) => a + b"],
  ["a function expression", "async function (a, b) { return a + b; }"],
  ["a named one", "function add(a, b) { return a + b; }"],
  ["a method", "async add(a, b) { return a + b; }"],
  ["a method with a computed name", '["a" + "dd"](a, b) { return a + b; }'],
  ["one that ends with a comment", "(a, b) => a + b // done"],
])("pool: %s runs in another thread", async (_, text) => {
  expect(await call(text, [1, 2])).toBe(3);
});

test("pool: it is another thread", async () => {
  const where = await pool.run({ fn: { module: file, export: "whereAmI" }, kernel: "f", args: [] });
  expect(where).not.toBe(threadId);
});

test("pool: an export is found by path or URL, also a static method, and an offloaded one is unwrapped", async () => {
  const run = (path: string, name: string, ...args: number[]) =>
    pool.run({ fn: { module: path, export: name }, kernel: "f", args });
  expect(await run(file, "Pricing.payoff", 12, 10)).toBe(2);
  expect(await run(pathToFileURL(file).href, "Pricing.payoff", 9, 10)).toBe(0);
  expect(await run(file, "Pricing.scaled", 4)).toBe(12);
  expect(await run(file, "doubled", 4)).toBe(8);
});

test("pool: what is no export is named", async () => {
  const error = await failure(
    pool.run({ fn: { module: file, export: "Pricing.payout" }, kernel: "payout", args: [] }),
  );
  expect(error).toMatchObject({ code: "ERR_NOT_PORTABLE", kernel: "payout" });
  expect(error.message).toMatch(/exports no function Pricing\.payout/);
});

test("pool: arrays are copied, shared memory is shared", async () => {
  const fill = "(array) => { array.fill(7); return array; }";
  const own = new Float64Array(3);
  expect([...((await call(fill, [own])) as Float64Array)]).toEqual([7, 7, 7]);
  expect([...own]).toEqual([0, 0, 0]);
  const shared = new Float64Array(new SharedArrayBuffer(24));
  await call(fill, [shared]);
  expect([...shared]).toEqual([7, 7, 7]);
});

test("pool: text and values stay apart, whatever is in them", async () => {
  const nasty = ["`);$", "{process.exit(1)}//\n\u2028'\""].join("");
  expect(await call("(x) => x + x", [nasty])).toBe(nasty + nasty);
  expect(await failure(call("(x) => x)(", [1]))).toMatchObject({ name: "SyntaxError" });
});

test("pool: what it throws arrives with its name, message, stack and facts", async () => {
  const text = `async function broken() {
    class Missing extends Error { name = "Missing"; code = 17; where = { row: 3 }; }
    throw new Missing("no such row");
  }`;
  const error = await failure(call(text));
  expect(error).toMatchObject({ name: "Missing", message: "no such row", code: 17, where: { row: 3 } });
  expect(error.stack).toMatch(/broken/);
  expect(await failure(call("() => { throw new RangeError('far'); }"))).toMatchObject({ name: "RangeError" });
  expect(await failure(call("() => { throw 'a text'; }"))).toBe("a text");
  const unclonable = "() => { throw Object.assign(new TypeError('odd'), { make: () => 1 }); }";
  expect(await failure(call(unclonable))).toMatchObject({ name: "TypeError", message: "odd" });
});

test("pool: what cannot be copied is refused, going and coming, and the pool goes on", async () => {
  const going = await failure(call("(f) => f()", [() => 1]));
  const coming = await failure(call("() => () => 1"));
  const nested = await failure(call("() => ({ list: [() => 1] })"));
  for (const error of [going, coming, nested]) {
    expect(error).toMatchObject({ code: "ERR_NOT_PORTABLE", kernel: "f" });
    expect(error.message).toMatch(/cannot be copied .*could not be cloned/);
  }
  expect(await call("() => 1")).toBe(1);
});

test("pool: a function that never ends is ended at its deadline, and those that wait get their turn", async () => {
  const endless = [1, 2].map(() =>
    failure(call("() => { for (;;); }", [], { deadlineMs: 200, kernel: "endless" })),
  );
  await new Promise((resolve) => setImmediate(resolve));
  const waiting = [1, 2, 3].map((x) => call("(x) => x * 2", [x]));
  for (const error of await Promise.all(endless)) {
    expect(error).toMatchObject({ code: "ERR_KERNEL_DEADLINE", kernel: "endless", deadlineMs: 200 });
  }
  expect(await Promise.all(waiting)).toEqual([2, 4, 6]);
});

test("pool: a deadline counts from when there are threads, and is forgotten with the answer", async () => {
  const scheduled: number[] = [];
  let cancelled = 0;
  class Recording extends SystemClock {
    override schedule(delayMs: number, wake: () => void): Alarm {
      scheduled.push(delayMs);
      const alarm = super.schedule(delayMs, wake);
      const cancel = () => {
        cancelled++;
        alarm.cancel();
      };
      return { cancel, hold: (alive) => alarm.hold(alive) };
    }
  }
  await using own = new PiscinaPool({ clock: new Recording(), threads: 1 });
  const answer = own.run({ fn: { text: "() => 1" }, kernel: "f", args: [], deadlineMs: 50_000 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(scheduled).toEqual([]);
  expect(await answer).toBe(1);
  expect([scheduled, cancelled]).toEqual([[50_000], 1]);
});

test("pool: in time is in time", async () => {
  expect(await call("async (x) => x", [1], { deadlineMs: 60_000 })).toBe(1);
});

test("pool: an abort ends a call with the signal's reason, before it starts, while it waits and while it runs", async () => {
  const reason = new Error("enough");
  expect(await failure(call("() => 1", [], { signal: AbortSignal.abort(reason) }))).toBe(reason);
  const controller = new AbortController();
  const calls = [1, 2, 3].map(() =>
    failure(call("() => { for (;;); }", [], { signal: controller.signal, deadlineMs: 60_000 })),
  );
  await call("() => 1", [], { signal: AbortSignal.abort() }).catch(() => undefined);
  controller.abort(reason);
  expect(await Promise.all(calls)).toEqual([reason, reason, reason]);
  expect(await call("() => 1")).toBe(1);
});

test("pool: a function that ends its thread fails alone", async () => {
  const [ended, other] = await Promise.allSettled([call("() => process.exit(3)"), call("() => 1")]);
  const reason = { code: "ERR_KERNEL_INTERRUPTED", kernel: "f", how: "its thread exited with code 3" };
  expect(ended).toMatchObject({ status: "rejected", reason });
  expect(other).toMatchObject({ status: "fulfilled", value: 1 });
});

test("pool: dispose ends it; calls under way reject; a later call starts it anew", async () => {
  const own = new PiscinaPool({ clock: new SystemClock(), threads: 1 });
  const ran = own.run({ fn: { text: "() => 1" }, kernel: "f", args: [] });
  expect(await ran).toBe(1);
  const endless = failure(own.run({ fn: { text: "() => { for (;;); }" }, kernel: "f", args: [] }));
  await own.dispose();
  const disposed = { code: "ERR_KERNEL_INTERRUPTED", kernel: "f", how: "the compiler was disposed of" };
  expect(await endless).toMatchObject(disposed);
  expect(await own.run({ fn: { text: "() => 2" }, kernel: "f", args: [] })).toBe(2);
  await own.dispose();
});

test("pool: errors of it are this package's", async () => {
  const error = await failure(call("(f) => f", [Symbol("x")]));
  expect(IrisError.is(error, "ERR_NOT_PORTABLE")).toBe(true);
});

test("pool: what a call leaves behind when it was answered is no other call's business", async () => {
  await using own = new PiscinaPool({ clock: new SystemClock(), threads: 2 });
  const run = (text: string, ...args: unknown[]) => own.run({ fn: { text }, kernel: "f", args });
  await run("() => 1");
  const gate = new Int32Array(new SharedArrayBuffer(4));
  // The first waits until the second's thread has ended, which says so by its last breath, and been seen to.
  const waitText = `async (gate) => {
    await Atomics.waitAsync(gate, 0, 0).value;
    for (let turn = 0; turn < 2_000; turn++) await new Promise(setImmediate);
    return 1;
  }`;
  const waits = run(waitText, gate);
  const leaves = `(gate) => {
    process.on("exit", () => { Atomics.store(gate, 0, 1); Atomics.notify(gate, 0); });
    setImmediate(() => { throw new Error("late"); });
    return 2;
  }`;
  expect(await Promise.all([waits, run(leaves, gate)])).toEqual([1, 2]);
});

test("pool: all that wait reject when it is disposed of, and none is forgotten", async () => {
  const own = new PiscinaPool({ clock: new SystemClock(), threads: 1 });
  const run = (more: Partial<PoolCall>) =>
    failure(own.run({ fn: { text: "() => { for (;;); }" }, kernel: "f", args: [], ...more }));
  const plain = [run({}), run({})];
  const bounded = [run({ deadlineMs: 60_000 }), run({ signal: new AbortController().signal })];
  await own.dispose();
  for (const error of await Promise.all([...plain, ...bounded])) {
    expect(error).toMatchObject({ code: "ERR_KERNEL_INTERRUPTED", how: "the compiler was disposed of" });
  }
});

test("pool: what nobody catches in a call's thread rejects the call, with that error as the cause", async () => {
  const forever = "await new Promise(() => setInterval(() => undefined, 60_000))";
  const throws = `async () => { setImmediate(() => { throw new TypeError("loose"); }); ${forever}; }`;
  const rejects = `async () => { void Promise.reject(new TypeError("loose")); ${forever}; }`;
  for (const text of [throws, rejects]) {
    const error = await failure(call(text));
    expect(error).toMatchObject({ code: "ERR_KERNEL_INTERRUPTED", cause: { message: "loose" } });
    expect(error.message).toMatch(/ended by an error that nobody caught \(loose\)/);
  }
  expect(await call("() => 1")).toBe(1);
});

test("pool: an error in a thread where no call waits for it is told", async () => {
  let tell: (error: unknown) => void = () => undefined;
  const told = new Promise((resolve) => {
    tell = resolve;
  });
  await using own = new PiscinaPool({ clock: new SystemClock(), threads: 1, stray: (error) => tell(error) });
  const text = "() => { setImmediate(() => { throw new RangeError('late'); }); return 1; }";
  expect(await own.run({ fn: { text }, kernel: "f", args: [] })).toBe(1);
  expect(await told).toMatchObject({ name: "RangeError", message: "late" });
  expect(await own.run({ fn: { text: "() => 2" }, kernel: "f", args: [] })).toBe(2);
});

test("pool: a module that cannot be loaded is named, with the reason", async () => {
  const module = join(__dirname, "nowhere.cjs");
  const error = await failure(pool.run({ fn: { module, export: "f" }, kernel: "f", args: [] }));
  expect(error).toMatchObject({ code: "ERR_NOT_PORTABLE", kernel: "f" });
  expect(error.message).toMatch(/nowhere\.cjs cannot be loaded there \(Cannot find[^()]*\)\. Give the path/);
  expect(error.message).not.toContain("data:");
});

test("pool: where piscina is not installed beside a bundle, that is told", async () => {
  jest.doMock("piscina", () => {
    throw new Error("Cannot find module 'piscina'");
  });
  await using own = new PiscinaPool({ clock: new SystemClock(), threads: 1 });
  const error = await failure(own.run({ fn: { text: "() => 1" }, kernel: "f", args: [] }));
  jest.dontMock("piscina");
  expect(error).toMatchObject({ code: "ERR_NOT_PORTABLE", kernel: "f" });
  expect(error.message).toMatch(/threads cannot be started \(Cannot find module 'piscina'\)/);
});

test("pool: threads that cannot start, as where a bundler lost their file, are told of", async () => {
  const flags = jest.replaceProperty(process, "execArgv", ["--require", join(__dirname, "nowhere.cjs")]);
  await using own = new PiscinaPool({ clock: new SystemClock(), threads: 1 });
  const run = () => own.run({ fn: { text: "() => 1" }, kernel: "f", args: [] });
  const error = await failure(run());
  expect(error).toMatchObject({ code: "ERR_NOT_PORTABLE", kernel: "f" });
  expect(error.message).toMatch(/threads cannot be started \(.*nowhere/s);
  flags.restore();
});

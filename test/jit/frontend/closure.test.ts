/** What functions capture is found, told apart, read anew where it may change, and refused where it cannot be had. */
import { runInThisContext } from "node:vm";
import { interpret } from "../../../src/jit/backends/interpret";
import type { Captured, CapturedValue } from "../../../src/jit/frontend/captured";
import { Closure } from "../../../src/jit/frontend/closure";
import { lower } from "../../../src/jit/frontend/lower";
import * as intrinsics from "../../../src/jit/intrinsics";
import { verify } from "../../../src/jit/ir/verify";
import * as captured from "./captured-fixture";

type Numeric = (...args: number[]) => unknown;

const { intrinsicName } = intrinsics;
const closure = new Closure({ intrinsicName });

function at(fn: (...args: never[]) => unknown, path: string, options = {}): Captured {
  const resolve = closure.resolver(fn, options);
  return resolve({ path: path.split("."), called: true, span: { start: 0, end: 1 } });
}

function codeAt(fn: (...args: never[]) => unknown, path: string, options = {}): string {
  const found = at(fn, path, options);
  return found.tag === "refused" ? found.refusal.code : found.tag;
}

/** Lowered with its captures, run by the interpreter as a kernel's caller would. */
function run(fn: Numeric, args: readonly number[], self?: unknown) {
  const resolve = closure.resolver(fn, { self });
  const signature = { args: args.map(() => ({ tag: "number" }) as const) };
  const { fn: ir, hidden, watched } = lower(closure.parsed(fn), signature, resolve);
  verify(ir, "lowering");
  const more = hidden.map(({ read }) => read(self) as number | boolean);
  return { result: interpret(ir, [...args, ...more]), hidden, watched };
}

const RATE = 0.25;
const FLAG = true;
let changing = 3;
const { sin } = Math;
const table = Float64Array.of(1, 2);
const config = { rate: 0.5, nested: { factor: 3 }, name: "x" };
const frozen = Object.freeze({ rate: 7 });
const withGetter = {
  get rate() {
    return 1;
  },
};
const proxy = new Proxy({ rate: 1 }, {});
const square = (x: number) => x * x * RATE;
function cube(x: number) {
  return x * square(x);
}

test("a constant is a steady number or boolean", () => {
  const fn = (x: number) => (FLAG ? x * RATE : 0);
  expect(at(fn, "RATE")).toMatchObject({ tag: "number", value: 0.25, steady: true });
  expect(at(fn, "FLAG")).toMatchObject({ tag: "boolean", value: true, steady: true });
  expect(run(fn, [8])).toMatchObject({ result: 2, hidden: [], watched: [] });
});

test("a variable that changes is read anew", () => {
  const fn = (x: number) => x * changing;
  const found = at(fn, "changing") as CapturedValue;
  expect(found).toMatchObject({ tag: "number", value: 3, steady: false });
  changing = 4;
  expect(found.read(undefined)).toBe(4);
  expect(run(fn, [2]).result).toBe(8);
  changing = 3;
});

test("variables of functions around: parameters, blocks, loops", () => {
  const make = (p: number) => {
    const doubled = p * 2;
    let counter = 0;
    counter += 1;
    return { fn: (x: number) => x * doubled + p + counter, next: () => ++counter };
  };
  const { fn, next } = make(5);
  expect(at(fn, "doubled")).toMatchObject({ steady: true, value: 10 });
  expect(at(fn, "p")).toMatchObject({ steady: true, value: 5 });
  expect(at(fn, "counter")).toMatchObject({ steady: false, value: 1 });
  next();
  expect((at(fn, "counter") as CapturedValue).read(undefined)).toBe(2);
  expect(run(fn, [2]).result).toBe(27);
});

test("fields of objects are read anew, and those of frozen constants are not", () => {
  const fn = (x: number) => x * config.rate * config.nested.factor + frozen.rate;
  expect(at(fn, "config.rate")).toMatchObject({ tag: "number", value: 0.5, steady: false });
  expect(at(fn, "frozen.rate")).toMatchObject({ tag: "number", value: 7, steady: true });
  config.rate = 2;
  const { result, hidden } = run(fn, [1]);
  expect(result).toBe(13);
  expect(hidden.map(({ path }) => path.join("."))).toEqual(["config.rate", "config.nested.factor"]);
  config.rate = 0.5;
});

test("what another module exports, as transpilers write it", () => {
  const fn = (x: number) => captured.scale(x) + captured.SHIFT;
  expect(run(fn, [2]).result).toBe(2 * 3 + 10);
});

test("functions are inlined with what they capture; those reached by properties are watched", () => {
  const fn = (x: number) => cube(x) + square(x);
  expect(run(fn, [2])).toMatchObject({ result: 3, watched: [] });
  const methods = { twice: (x: number) => 2 * x };
  const through = (x: number) => methods.twice(x);
  const { watched } = run(through, [2]);
  expect(watched.map(({ path, read, expected }) => [path.join("."), read(undefined) === expected])).toEqual([
    ["methods.twice", true],
  ]);
  methods.twice = (x) => 3 * x;
  expect(watched[0]?.read(undefined)).not.toBe(watched[0]?.expected);
});

test("the engine's functions under names of the user's, and intrinsics under any name", () => {
  const total = intrinsics.sum;
  const fn = (x: number) => sin(x) + total(intrinsics.range(3), (i) => i * x);
  // Kernels call it by the engine's own name, which is watched.
  const watch = { fn: Math.sin, read: expect.any(Function) };
  expect(at(fn, "sin")).toEqual({ tag: "intrinsic", name: "Math.sin", watch });
  expect(at(fn, "total")).toEqual({ tag: "intrinsic", name: "sum" });
  expect(run(fn, [0.5]).result).toBe(Math.sin(0.5) + 1.5);
  let wave = Math.sin;
  const waves = (x: number) => wave(x);
  const { result, watched } = run(waves, [0.5]);
  expect([result, watched.map(({ read, expected }) => read(undefined) === expected)]).toEqual([
    Math.sin(0.5),
    [true],
  ]);
  wave = Math.cos;
  expect(watched.map(({ read, expected }) => read(undefined) === expected)).toEqual([false]);
  expect(run(waves, [0.5]).result).toBe(Math.cos(0.5));
});

test("`Math` that is not the engine's is not taken for it", () => {
  const make = runInThisContext("(Math) => (x) => Math.sin(x)") as (math: unknown) => Numeric;
  const fn = make({ sin: (x: number) => x + 1 });
  expect(run(fn, [1]).result).toBe(2);
  const patched = runInThisContext(
    "(globalThis.__old = Math.cosh, Math.cosh = (x) => 5, (x) => Math.cosh(x))",
  );
  expect(codeAt(patched as Numeric, "Math.cosh")).toBe("unknown-call");
  runInThisContext("Math.cosh = globalThis.__old; delete globalThis.__old;");
  expect(codeAt(patched as Numeric, "Math.cosh")).toBe("intrinsic");
});

test("an offloaded function is the function behind it", () => {
  const original = (x: number) => x + RATE;
  const wrapper = Object.assign((x: number) => original(x), {
    [Symbol.for("iris-actors/offloaded")]: original,
  });
  const fn = (x: number) => wrapper(x) * 2;
  expect(at(fn, "wrapper")).toMatchObject({ tag: "function", fn: original });
  expect(run(fn, [1]).result).toBe(2.5);
  expect(run(wrapper, [1]).result).toBe(1.25);
});

describe("this", () => {
  class Account {
    rate = 0.5;
    isOpen = true;
    label = "a";
    static factor = 3;
    #secret = 1;
    interest(amount: number) {
      return this.isOpen ? amount * this.rate : 0;
    }
    double(amount: number) {
      return this.interest(amount) * 2;
    }
    static scaled(amount: number) {
      // biome-ignore lint/complexity/noThisInStatic: it is what is tested
      return amount * Account.factor + this.factor;
    }
    text(amount: number) {
      return amount + this.label.length;
    }
    hidden(amount: number) {
      return amount * this.#secret;
    }
    assigns(amount: number) {
      this.rate = amount;
      return amount;
    }
    get computed() {
      return 1;
    }
    reads(amount: number) {
      return amount * this.computed;
    }
  }
  const refusalOf = (fn: Numeric, self: unknown) => {
    try {
      run(fn, [1], self);
    } catch (error) {
      return (error as { code: string }).code;
    }
    return undefined;
  };

  test("taken apart", () => {
    const fn = function (this: Account, x: number) {
      const { rate, isOpen: open } = this;
      const { sin, PI: pi } = Math;
      return open ? sin(x * pi) + rate : 0;
    };
    expect(run(fn as Numeric, [0.25], new Account()).result).toBe(Math.sin(0.25 * Math.PI) + 0.5);
  });

  test("its numeric fields are read for each call, its methods inlined", () => {
    const account = new Account();
    expect(run(account.interest, [10], account)).toMatchObject({ result: 5 });
    expect(run(account.double, [10], account).result).toBe(10);
    account.rate = 2;
    const { hidden } = run(account.double, [10], account);
    expect(hidden.map(({ path, read }) => [path.join("."), read(account)])).toEqual([
      ["this.isOpen", true],
      ["this.rate", 2],
    ]);
    expect(run(Account.scaled, [10], Account).result).toBe(33);
  });

  test.each([
    ["private-member", "hidden"],
    ["this-assignment", "assigns"],
    ["captured-accessor", "reads"],
    ["captured-value", "text"],
  ] as const)("%s", (code, method) => {
    const account = new Account();
    expect(refusalOf(account[method], account)).toBe(code);
  });

  test("a field that is no number in this call, and a call without `this`", () => {
    expect(refusalOf(Account.prototype.interest, { isOpen: true, rate: "1" })).toBe("this-missing");
    expect(refusalOf(Account.prototype.interest, { isOpen: true })).toBe("captured-unknown");
    expect(refusalOf(Account.prototype.interest, undefined)).toBe("captured-unknown");
  });
});

test("what cannot be had is refused", () => {
  const fn = (x: number) =>
    x + table.length + config.rate + withGetter.rate + proxy.rate + (config.name as never);
  expect(codeAt(fn, "table")).toBe("captured-array");
  expect(codeAt(fn, "table.length")).toBe("number");
  expect(codeAt(fn, "config")).toBe("captured-value");
  expect(codeAt(fn, "config.name")).toBe("captured-value");
  expect(codeAt(fn, "config.nothing")).toBe("captured-unknown");
  expect(codeAt(fn, "withGetter.rate")).toBe("captured-accessor");
  expect(codeAt(fn, "proxy.rate")).toBe("captured-value");
  const early = () => {
    const reads = (y: number) => y + notYet;
    const code = codeAt(reads, "notYet");
    const notYet = 5;
    return [code, codeAt(reads, "notYet")];
  };
  expect(early()).toEqual(["captured-unset", "number"]);
  expect(codeAt(fn, "nowhere")).toBe("captured-unknown");
  expect(codeAt(fn, "Math.random")).toBe("impure");
  expect(codeAt(fn, "Date.now")).toBe("impure");
});

test("where the debugger is not there for us, the engine's own is taken for what it is called, and `scope` helps", () => {
  const blind = new Closure({ intrinsicName, look: () => undefined });
  const fn = (x: number) => Math.sin(x) * RATE;
  const path = (...steps: string[]) => ({ path: steps, called: false, span: { start: 0, end: 1 } });
  expect(blind.resolver(fn)(path("Math", "sin"))).toMatchObject({ tag: "intrinsic", name: "Math.sin" });
  expect(blind.resolver(fn)(path("RATE"))).toMatchObject({ refusal: { code: "captured-unreachable" } });
  const scope = () => ({ RATE });
  expect(blind.resolver(fn, { scope })(path("RATE"))).toMatchObject({ tag: "number", value: RATE });
});

test("`scope` names what is looked at first, and its values are asked for anew", () => {
  let rate = 2;
  const fn = runInThisContext("(x) => helper(x) * rate") as Numeric;
  const scope = () => ({ rate, helper: square });
  expect(at(fn, "rate", { scope })).toMatchObject({ tag: "number", value: 2, steady: false });
  const found = at(fn, "rate", { scope }) as CapturedValue;
  rate = 3;
  expect(found.read(undefined)).toBe(3);
  expect(at(fn, "helper", { scope })).toMatchObject({ tag: "function", fn: square });
});

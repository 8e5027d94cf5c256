/** Loops in lanes, by example: what they give must equal the scalar loop, whatever the number of elements. */

import type { Fn } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import { type Lanes } from "../../../src/jit/ir/types";
import { vectorize } from "../../../src/jit/passes/vectorize";
import {
  add,
  apply,
  constant,
  FnParts,
  f64,
  get,
  i32,
  inLanes,
  lt,
  mul,
  read,
  runBoth,
  set,
  special,
  store,
  sub,
  when,
} from "./parts";

const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17];
const some = (count: number, shift = 0): Float64Array =>
  Float64Array.from({ length: count }, (_, at) => special[(at + shift) % special.length] as number);

/** `out[i] = x[i] * k + y[i]` */
function saxpy(): Fn {
  const parts = new FnParts();
  const [k, x, y, out] = [parts.scalar("k"), parts.array("x"), parts.array("y"), parts.array("out")];
  return parts.fn(parts.map((i) => [store(out, i, add(mul(read(x, i), get(k)), read(y, i)))]));
}

test.each([2, 4, 8] as const)("a map runs in %i lanes, with what is left over one by one", (lanes: Lanes) => {
  const before = saxpy();
  const after = inLanes(before, { lanes });
  for (const size of sizes) {
    const args = [3, some(size), some(size, 5), new Float64Array(size), 0, size];
    const [expected, found] = runBoth(before, after, args);
    expect(found).toEqual(expected);
  }
});

test("a part of the elements is left alone", () => {
  const before = saxpy();
  const after = inLanes(before);
  const args = [3, some(20), some(20), new Float64Array(20).fill(7), 3, 18];
  const [expected, found] = runBoth(before, after, args);
  expect(found).toEqual(expected);
  expect((found[4] as Float64Array)[2]).toBe(7);
  expect((found[4] as Float64Array)[18]).toBe(7);
});

test("the text of a vectorised map", () => {
  expect(print(inLanes(saxpy(), { lanes: 4 }))).toMatchSnapshot();
});

/** `x > 0 ? (t = x * 2, t + 1) : -x`, as statements with an early return. */
function branches(): Fn {
  const parts = new FnParts();
  const [x, out] = [parts.array("x"), parts.array("out")];
  const [v, r, t] = [parts.local("v"), parts.local("r"), parts.local("t")];
  const done = parts.label();
  const body = parts.map((i) => [
    set(v, read(x, i)),
    {
      tag: "block",
      label: done,
      body: [
        when(apply("gt", [get(v), f64(0)]), [
          set(t, mul(get(v), f64(2))),
          set(r, add(get(t), f64(1))),
          { tag: "break", label: done },
        ]),
        set(r, apply("neg", [get(v)])),
      ],
    },
    store(out, i, get(r)),
  ]);
  return parts.fn(body);
}

test("an early return becomes a choice: one blend, no masks", () => {
  const before = branches();
  const after = inLanes(before, { lanes: 4 });
  for (const size of sizes) {
    const [expected, found] = runBoth(before, after, [some(size), new Float64Array(size), 0, size]);
    expect(found).toEqual(expected);
  }
  const text = print(after);
  expect(text.match(/select/g)).toHaveLength(2); // the number of whole vectors, and the choice
  expect(text).toMatchSnapshot();
});

/** `n = 0; while (n < 50 && a*a + b*b < 4) { … }` per element: each lane leaves at its own time. */
function mandelbrot(): Fn {
  const parts = new FnParts();
  const [x, y, out] = [parts.array("x"), parts.array("y"), parts.array("out")];
  const [a, b, t, n] = [parts.local("a"), parts.local("b"), parts.local("t"), parts.local("n")];
  const square = (node: typeof a): ReturnType<typeof mul> => mul(get(node), get(node));
  const body = parts.map((i) => [
    set(a, f64(0)),
    set(b, f64(0)),
    set(n, f64(0)),
    {
      tag: "while",
      label: parts.label(),
      test: "before",
      cond: apply("and", [lt(get(n), f64(50)), lt(add(square(a), square(b)), f64(4))]),
      body: [
        set(t, add(sub(square(a), square(b)), read(x, i))),
        set(b, add(mul(mul(f64(2), get(a)), get(b)), read(y, i))),
        set(a, get(t)),
        set(n, add(get(n), f64(1))),
      ],
      update: [],
    },
    store(out, i, get(n)),
  ]);
  return parts.fn(body);
}

test("mandelbrot: a loop that each lane leaves at its own time", () => {
  const before = mandelbrot();
  const after = inLanes(before);
  const [width, height] = [13, 9];
  const x = Float64Array.from({ length: width * height }, (_, at) => ((at % width) / width) * 3 - 2);
  const y = Float64Array.from(
    { length: width * height },
    (_, at) => (Math.floor(at / width) / height) * 2 - 1,
  );
  const args = [x, y, new Float64Array(x.length), 0, x.length];
  const [expected, found] = runBoth(before, after, args);
  expect(found).toEqual(expected);
  expect(new Set(found[3] as Float64Array).size).toBeGreaterThan(8);
  const text = print(after);
  expect(text.match(/select/g)).toHaveLength(2); // whole vectors, and only the count is blended
  expect(text).toMatchSnapshot();
});

test("a loop that all lanes run alike stays as it is, over vectors", () => {
  const parts = new FnParts();
  const [n, x, out] = [parts.scalar("n", "i32"), parts.array("x"), parts.array("out")];
  const [s, k] = [parts.local("s"), parts.local("k", "i32")];
  const body = parts.map((i) => [
    set(s, f64(0)),
    parts.for(k, i32(0), get(n), [set(s, add(mul(get(s), read(x, i)), apply("toF64", [get(k)])))]),
    store(out, i, get(s)),
  ]);
  const before = parts.fn(body);
  const after = inLanes(before);
  expect(print(after)).not.toContain("any");
  for (const size of sizes) {
    const [expected, found] = runBoth(before, after, [5, some(size), new Float64Array(size), 0, size]);
    expect(found).toEqual(expected);
  }
});

test("integers and floats run in lanes of their own width", () => {
  const parts = new FnParts();
  const [x, y, out] = [parts.array("x", "i32"), parts.array("y", "f32"), parts.array("out", "i32")];
  const body = parts.map((i) => [
    store(
      out,
      i,
      apply("select", [
        lt(read(y, i), constant("f32", 1)),
        apply("shl", [add(read(x, i), i), i32(3)]),
        apply("toI32", [apply("toF64", [read(y, i)])]),
      ]),
    ),
  ]);
  const before = parts.fn(body);
  const after = inLanes(before);
  for (const size of sizes) {
    const ints = Int32Array.from({ length: size }, (_, at) => at * 1e9);
    const args = [ints, new Float32Array(some(size)), new Int32Array(size), 0, size];
    const [expected, found] = runBoth(before, after, args);
    expect(found).toEqual(expected);
  }
});

test("a function that may see undefined is left alone, and says so", () => {
  const fn = { ...saxpy(), undefinedReads: true };
  const done = vectorize(fn);
  expect(done.vectorized).toBe(false);
  expect(done.fn).toBe(fn);
  expect(done.notes[0]?.reason).toContain("undefined");
});

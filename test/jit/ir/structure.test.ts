/** Jumps that become branches. */
import { apply, f64, get } from "../../../src/jit/ir/build";
import type { Fn, Local, Stmt } from "../../../src/jit/ir/node";
import { print } from "../../../src/jit/ir/print";
import { structure } from "../../../src/jit/ir/structure";
import { verify } from "../../../src/jit/ir/verify";
import { branch } from "../../../src/jit/ir/walk";

const x: Local = { id: 0, name: "x", type: "f64" };
const y: Local = { id: 1, name: "y", type: "f64" };
const set = (value: number): Stmt => ({ tag: "set", local: y, value: f64(value) });
const leave: Stmt = { tag: "break", label: 1 };
const below = (limit: number) => apply("lt", [get(x), f64(limit)]);

function structured(inner: readonly Stmt[]): string {
  const body: readonly Stmt[] = [
    { tag: "block", label: 1, body: inner },
    { tag: "return", value: get(y) },
  ];
  const fn: Fn = {
    name: "f",
    params: [{ tag: "scalar", local: x }],
    locals: [x, y],
    arrays: [],
    body: structure(body),
    result: { tag: "value", type: "f64" },
    undefinedReads: false,
    guards: [],
  };
  return print(verify(fn, "structure"));
}

test("a way out of a block moves what follows into the other branch", () => {
  const text = structured([branch(below(0), [set(1), leave], []), set(2)]);
  expect(text).not.toMatch(/block|break/);
});

test("so do two ways out that both branches of an inner condition end with", () => {
  const inner = branch(below(-1), [set(1), leave], [set(2), leave]);
  const text = structured([branch(below(0), [inner], []), set(3)]);
  expect(text).not.toMatch(/block|break/);
});

test("a way out in one of them only stays a jump: what follows must not be written twice", () => {
  const inner = branch(below(-1), [set(1), leave], []);
  const text = structured([branch(below(0), [inner], []), set(3)]);
  expect(text).toMatch(/block #1/);
  expect(text.match(/= 3/g)).toHaveLength(1);
});

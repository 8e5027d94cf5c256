/**
 * One operation: what it means and how backends write it, side by side so that they cannot drift. A meaning is that
 * of one lane: vectors are worked on lane by lane, and only the operations of ops/vector.ts see a whole vector.
 */
import type { Scalar } from "../ir/types";

export interface Op {
  /**
   * The value for these arguments. A bool is 0 or 1, an i32 an int32 and never -0, an f32 what `Math.fround` leaves
   * alone. `scalar` is what the operands are (of `select`: its two choices).
   */
  readonly evaluate: (args: readonly number[], scalar: Scalar) => number;
  /** As JavaScript, where a bool is a boolean. Operations of whole vectors have none. */
  readonly js?: (args: readonly Code[], scalar: Scalar) => Code;
  /** Where it is one instruction of WebAssembly. What takes several stands in backends/wasm. */
  readonly wasm?: Instructions;
}

type ByScalar = Readonly<Partial<Record<Scalar, string>>>;

/** Names of instructions, by what the operands are: on one value, and on a register of them. */
export interface Instructions {
  readonly scalar?: ByScalar;
  readonly vector?: ByScalar;
}

const numbers = ["f64", "f32", "i32"] as const;
const registers = Object.freeze({ f64: "f64x2", f32: "f32x4", i32: "i32x4" });

/** Instructions of one name: `f64.add`, `f64x2.add`, `f32.add`, … */
export function instructions(
  name: string,
  scalars: readonly (typeof numbers)[number][] = numbers,
): Required<Instructions> {
  return {
    scalar: Object.fromEntries(scalars.map((scalar) => [scalar, `${scalar}.${name}`])),
    vector: Object.fromEntries(scalars.map((scalar) => [scalar, `${registers[scalar]}.${name}`])),
  };
}

/** The same for doubles and floats only. */
export function floatInstructions(name: string): Required<Instructions> {
  return instructions(name, ["f64", "f32"]);
}

/** A piece of JavaScript and how tightly it binds, so that only the parentheses it needs are written. */
export interface Code {
  readonly text: string;
  readonly level: number;
}

/** How tightly JavaScript's operators bind, the loosest first. */
export const level = Object.freeze({
  choice: 2,
  or: 3,
  and: 4,
  bitOr: 5,
  bitXor: 6,
  bitAnd: 7,
  equality: 8,
  relation: 9,
  shift: 10,
  sum: 11,
  product: 12,
  unary: 14,
  atom: 18,
});

/** A name, a call, an element: what never needs parentheses. */
export function atom(text: string): Code {
  return { text, level: level.atom };
}

/** The text of a piece where at least that tight a binding is needed. */
export function at(least: number, code: Code): string {
  return code.level >= least ? code.text : `(${code.text})`;
}

/** A number exactly: what is read back is the same double. */
export function literal(value: number): Code {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return { text, level: text.startsWith("-") ? level.unary : level.atom };
}

/** `a op b`; it groups from the left, since floating-point sums do not regroup. */
export function infix(operator: string, binds: number, [a, b]: readonly Code[]): Code {
  return { text: `${at(binds, a as Code)} ${operator} ${at(binds + 1, b as Code)}`, level: binds };
}

export function prefix(operator: string, [a]: readonly Code[]): Code {
  return { text: `${operator}${at(level.atom, a as Code)}`, level: level.unary };
}

export function call(name: string, args: readonly Code[]): Code {
  return atom(`${name}(${args.map(({ text }) => text).join(", ")})`);
}

/** The int32 of a number: `a | 0`. */
export function int32(code: Code): Code {
  return infix("|", level.bitOr, [code, atom("0")]);
}

/** What stands where only truthiness matters: without the `!!` of `toBool`. */
export function condition(code: Code): Code {
  if (code.level !== level.unary || !code.text.startsWith("!!")) return code;
  const text = code.text.slice(2);
  return { text, level: text.startsWith("!") ? level.unary : level.atom };
}

/** Random numeric expressions as JavaScript text, well typed in the subset that the compiler takes. */
import type { Tape } from "./tape";

/** An array that an element of is reached by so many indices. */
export interface Grid {
  readonly name: string;
  readonly rank: number;
}

/** What an expression may mention. */
export interface Scope {
  readonly numbers: string[];
  readonly booleans: string[];
  readonly arrays: readonly string[];
  /** Arrays of arrays, and rows of them. */
  readonly grids: Grid[];
  /** Counters of the loops around, innermost last: what indices are made of. */
  readonly counters: string[];
}

const literals = [
  "0", "1", "2", "-1", "0.5", "3", "-0", "10", "7.25", "1e-7", "1e300", "-1e300", "5e-324", "2147483647",
  "-2147483648", "4294967296", "9007199254740993", "NaN", "Infinity", "-Infinity", "Math.PI", "Math.SQRT2", "1e6",
] as const; // biome-ignore format: a table

const unaryMath = [
  "abs", "floor", "ceil", "trunc", "round", "sign", "sqrt", "sin", "cos", "tan", "exp", "log", "fround", "clz32",
  "log2", "log10", "log1p", "expm1", "atan", "asin", "acos", "sinh", "cosh", "tanh", "cbrt", "asinh", "acosh", "atanh",
] as const; // biome-ignore format: a table

const binaryMath = ["min", "max", "pow", "atan2", "hypot", "imul"] as const;
const arithmetic = ["+", "-", "*", "/", "%", "**"] as const;
const bitwise = ["|", "&", "^", "<<", ">>", ">>>"] as const;
const comparisons = ["<", "<=", ">", ">=", "===", "!==", "==", "!="] as const;

export function index(tape: Tape, scope: Scope, depth: number): string {
  const counter = scope.counters.at(-1);
  if (counter === undefined || tape.chance(6))
    return tape.chance(2) ? number(tape, scope, depth - 1) : `${tape.below(4)}`;
  switch (tape.below(5)) {
    case 0:
    case 1:
      return counter;
    case 2:
      return `${counter} + ${tape.below(3)}`;
    case 3:
      return `${counter} - ${tape.below(3)}`;
    default:
      return `${tape.pick(scope.counters)} * 3 + ${counter}`;
  }
}

/** An index of an array of arrays: one that is often there. */
export function inside(tape: Tape, scope: Scope, size: string): string {
  if (scope.counters.length === 0) return `${tape.below(2)}`;
  const counter = tape.pick(scope.counters);
  switch (tape.below(10)) {
    case 5:
      return `${tape.below(2)}`;
    case 6:
      return `Math.min(${counter} + 1, ${size} - 1)`;
    case 7:
      return `(${counter} + 1) % ${size}`;
    case 8:
      return `${counter} & 1`;
    case 9:
      return `${counter} - ${tape.below(2)}`;
    default:
      return counter;
  }
}

/** An element of an array of arrays, or of a row. */
export function cell(tape: Tape, scope: Scope, { name, rank }: Grid): string {
  let text = name;
  for (let i = 0; i < rank; i++) text += `[${inside(tape, scope, `${text}.length`)}]`;
  return text;
}

/** One that is read only if a condition says that it is there. */
function checked(tape: Tape, scope: Scope, { name, rank }: Grid, otherwise: string): string {
  const counter = tape.pick(scope.counters);
  const rest = (text: string) => cell(tape, scope, { name: text, rank: rank - 1 });
  const [test, at] = tape.pick([
    [`${counter} > 0`, `${counter} - 1`],
    [`${counter} + 1 < ${name}.length`, `${counter} + 1`],
    [`${counter} !== ${name}.length - 1`, `${counter} + 1`],
    [`!(${counter} >= ${name}.length)`, counter],
  ] as const);
  return `(${test} ? ${rest(`${name}[${at}]`)} : ${otherwise})`;
}

/** How many rows or elements something has. */
export function size(tape: Tape, scope: Scope): string {
  const { name, rank } = tape.pick(scope.grids);
  return rank > 1 && tape.chance(2)
    ? `${name}[${inside(tape, scope, `${name}.length`)}].length`
    : `${name}.length`;
}

/** What a row is passed to: a function of the program's own. */
function total(tape: Tape, scope: Scope, by: string): string {
  const { name, rank } = tape.pick(scope.grids);
  let text = name;
  for (let i = 1; i < rank; i++) text += `[${inside(tape, scope, `${text}.length`)}]`;
  return `total(${text}, ${by})`;
}

function atom(tape: Tape, scope: Scope): string {
  if (scope.numbers.length > 0 && !tape.chance(4)) return tape.pick(scope.numbers);
  return tape.pick(literals);
}

/** An expression that gives a number. */
export function number(tape: Tape, scope: Scope, depth: number): string {
  if (depth <= 0 || tape.isSpent) return atom(tape, scope);
  const a = () => number(tape, scope, depth - 1);
  switch (tape.below(12)) {
    case 0:
      return atom(tape, scope);
    case 1:
    case 2:
    case 3:
      return `(${operand(a())} ${tape.pick(arithmetic)} ${a()})`;
    case 4:
      return `Math.${tape.pick(unaryMath)}(${a()})`;
    case 5:
      return `Math.${tape.pick(binaryMath)}(${a()}, ${a()})`;
    case 6:
      return `(${boolean(tape, scope, depth - 1)} ? ${a()} : ${a()})`;
    case 7:
      return `(${a()} ${tape.pick(bitwise)} ${a()})`;
    case 8:
      return tape.pick([`(-${operand(a())})`, `(+${operand(a())})`, `(~${operand(a())})`]);
    case 9:
      if (scope.grids.length > 0) {
        const grid = tape.pick(scope.grids);
        const isChecked = scope.counters.length > 0 && tape.chance(3);
        return isChecked ? checked(tape, scope, grid, a()) : cell(tape, scope, grid);
      }
      return scope.arrays.length === 0 ? a() : `${tape.pick(scope.arrays)}[${index(tape, scope, depth)}]`;
    case 10:
      if (scope.grids.length > 0) return tape.chance(3) ? total(tape, scope, a()) : size(tape, scope);
      return scope.arrays.length === 0 ? a() : `${tape.pick(scope.arrays)}.length`;
    default:
      return `(${a()} ${tape.pick(["||", "&&"])} ${a()})`;
  }
}

/** `-x ** y` and `-0 ** y` are no JavaScript: what may begin with a sign stands in parentheses. */
function operand(text: string): string {
  return text.startsWith("-") || text.startsWith("+") ? `(${text})` : text;
}

/** An expression that gives true or false. */
export function boolean(tape: Tape, scope: Scope, depth: number): string {
  const a = () => number(tape, scope, depth - 1);
  if (depth <= 0 || tape.isSpent) {
    return scope.booleans.length > 0
      ? tape.pick(scope.booleans)
      : `(${atom(tape, scope)} < ${atom(tape, scope)})`;
  }
  switch (tape.below(5)) {
    case 0:
    case 1:
      return `(${a()} ${tape.pick(comparisons)} ${a()})`;
    case 2:
      return `(!${boolean(tape, scope, depth - 1)})`;
    case 3:
      return `(${boolean(tape, scope, depth - 1)} ${tape.pick(["&&", "||"])} ${boolean(tape, scope, depth - 1)})`;
    default:
      return scope.booleans.length > 0 ? tape.pick(scope.booleans) : `(${a()} > ${a()})`;
  }
}

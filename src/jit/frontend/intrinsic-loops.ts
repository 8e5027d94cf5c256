/** `range`, `sum`, `any`, `all` and their `While` forms, as the loops that jit/intrinsics.ts defines them to be. */
import * as build from "../ir/build";
import type { Local, Node } from "../ir/node";
import { branch as ifElse } from "../ir/walk";
import { toCondition, toNumber } from "./convert";
import type { Frame } from "./frame";
import { flatIndex, indexed, rankOf, sizeOf } from "./rows";
import type { AnyNode } from "./syntax";
import { asF64, type FunctionValue, logical, not, numeric, type Value } from "./value";

/** Which functions each takes after the numbers: the last may be left out. */
export const loopFunctions = Object.freeze({
  sum: ["term"],
  any: ["test"],
  all: ["test"],
  sumWhile: ["condition", "term"],
  anyWhile: ["condition", "test"],
  allWhile: ["condition", "test"],
} as const);

type Numbers = Extract<Value, { tag: "range" | "array" | "rows" }>;

/** Whether a loop can go through it: numbers of a range, elements, rows. */
export function isNumbers(value: Value | undefined): value is Numbers {
  return value?.tag === "range" || value?.tag === "array" || value?.tag === "rows";
}

export function rangeOf(frame: Frame, args: readonly Value[], at: AnyNode): Value {
  const [first, second, third] = args;
  if (first === undefined) throw frame.refuse("argument-count", at, "range");
  const start = second === undefined ? build.f64(0) : bound(frame, first, at);
  const end = bound(frame, second ?? first, at);
  const step = third === undefined ? build.f64(1) : toNumber(frame, third, at);
  const isStep = step.op === "const" && Number.isFinite(step.value) && step.value !== 0;
  if (!isStep) throw frame.refuse("range-step", at);
  return { tag: "range", from: start, to: end, step: step.value };
}

/** A bound is looked at once, before the loop. */
function bound(frame: Frame, value: Value, at: AnyNode): Node {
  if (value.tag !== "number") throw frame.refuse("intrinsic-argument", at, "range");
  frame.unit.demand(value.sources, () => frame.refuse("undefined-test", at, frame.textOf(at)));
  return frame.unit.keepNode(asF64(value.node));
}

/** What goes on in each round. */
export interface Round {
  readonly value: Value;
  readonly index: () => Value;
}

/** A loop through numbers; the index is counted if it is asked for. */
export function through(
  frame: Frame,
  numbers: Numbers,
  label: number,
  at: AnyNode,
  work: (round: Round) => void,
): void {
  const { unit } = frame;
  const counter = unit.local("", "f64");
  unit.fixed.add(counter);
  const isRange = numbers.tag === "range";
  const from = isRange ? numbers.from : build.f64(0);
  const limit = isRange ? numbers.to : toNumber(frame, lengthOf(frame, numbers, at), at);
  const step = isRange ? numbers.step : 1;
  const position = build.get(counter);
  const counts = from.op === "const" && from.value === 0 && step === 1;
  let index: Local | undefined;
  unit.code.loops += 1;
  const body = unit.code.collect(() => {
    work({
      value: isRange ? numeric(position) : elementOf(frame, numbers, position, at),
      index: () => {
        if (counts) return numeric(position);
        index ??= unit.local("", "f64");
        return numeric(build.get(index));
      },
    });
  });
  unit.code.loops -= 1;
  if (index !== undefined) {
    const next = build.apply("add", [build.get(index), build.f64(1)]);
    unit.code.set(index, build.f64(-1));
    body.unshift({ tag: "set", local: index, value: next });
  }
  const compare = step > 0 ? "lt" : "gt";
  unit.code.emit({ tag: "for", label, local: counter, from, compare, limit, step, body, at: at.start });
}

function lengthOf(frame: Frame, numbers: Exclude<Numbers, { tag: "range" }>, at: AnyNode): Value {
  return numbers.tag === "rows" ? sizeOf(frame, numbers, at) : numeric(build.length(numbers.array));
}

/** What stands at that position: a number, or a row. */
function elementOf(
  frame: Frame,
  numbers: Exclude<Numbers, { tag: "range" }>,
  position: Node,
  at: AnyNode,
): Value {
  const { array } = numbers;
  if (numbers.tag === "array") return numeric(build.load(array, position, { checked: false, at: at.start }));
  const one = indexed(numbers, [position]);
  if (rankOf(one) > 0) return one;
  return numeric(build.load(array, flatIndex(frame, one, at), { checked: true, at: at.start }));
}

/** `sum(range(n), (i) => …)` and the others. */
export function callLoop(frame: Frame, name: string, args: readonly Value[], at: AnyNode): Value {
  const [numbers, ...functions] = args;
  const takes = loopFunctions[name as keyof typeof loopFunctions].length;
  if (!isNumbers(numbers)) throw frame.refuse("intrinsic-argument", at, name);
  const [last, condition] = takes === 1 ? [functions[0]] : [functions[1], functions[0]];
  const each = (fn: Value | undefined) => {
    if (fn === undefined || fn.tag === "undefined") return undefined;
    if (fn.tag !== "function") throw frame.refuse("intrinsic-argument", at, name);
    return fn;
  };
  const [term, until] = [each(last), each(condition)];
  if (takes === 2 && until === undefined) throw frame.refuse("intrinsic-argument", at, name);
  const isSum = name.startsWith("sum");
  const isAny = name.startsWith("any");
  const { unit } = frame;
  const label = unit.label();
  const result = unit.local("", isSum ? "f64" : "bool");
  unit.code.set(result, isSum ? build.f64(0) : build.bool(!isAny));
  const flow = unit.code.flow;
  through(frame, numbers, label, at, (round) => {
    if (until !== undefined) {
      const goesOn = toCondition(frame, apply(frame, until, round, at), at);
      unit.code.emit(ifElse(not(goesOn), [{ tag: "break", label }]));
    }
    const value = term === undefined ? round.value : apply(frame, term, round, at);
    if (isSum) {
      const next = build.apply("add", [build.get(result), toNumber(frame, value, at)], at.start);
      unit.code.set(result, next);
      return;
    }
    const truth = toCondition(frame, value, at);
    const found = build.bool(isAny);
    unit.code.emit(
      ifElse(isAny ? truth : not(truth), [
        { tag: "set", local: result, value: found },
        { tag: "break", label },
      ]),
    );
  });
  unit.code.flow = flow;
  unit.fixed.add(result);
  return isSum ? numeric(build.get(result)) : logical(build.get(result));
}

/** One call of a function that is given each number and its index. */
function apply(frame: Frame, fn: FunctionValue, { value, index }: Round, at: AnyNode): Value {
  const takesIndex = fn.node.params.length > 1;
  return frame.rules.call(frame, fn, takesIndex ? [value, index()] : [value], at);
}

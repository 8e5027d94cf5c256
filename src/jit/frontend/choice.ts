/** `a ? b : c`, `a && b`, `a || b`, `a ?? b`: what runs if its turn comes; selects where nothing has to run. */
import * as build from "../ir/build";
import type { Node, Stmt } from "../ir/node";
import { branch as ifElse } from "../ir/walk";
import type { Flow } from "./code";
import { refuseOther, toCondition, toNumber } from "./convert";
import type { Frame } from "./frame";
import { isInside } from "./operators";
import { kept } from "./rows";
import type { AnyNode, ConditionalExpression, LogicalExpression } from "./syntax";
import {
  asBool,
  asF64,
  isArrayValue,
  logical,
  not,
  nothing,
  numeric,
  type Source,
  type Value,
} from "./value";

/** One of two ways: the statements that it takes, what comes out, and what is known at its end. */
interface Way<T> {
  readonly body: readonly Stmt[];
  readonly value: T;
  readonly flow: Flow;
}

/** Runs two ways from where the code is now; afterwards what both know is known. */
function ways<T>(frame: Frame, first: () => T, second: () => T): [Way<T>, Way<T>] {
  const { code } = frame.unit;
  const start = code.flow;
  const run = (work: () => T): Way<T> => {
    code.flow = start;
    let value: T | undefined;
    const body = code.collect(() => {
      value = work();
    });
    return { body, value: value as T, flow: code.flow };
  };
  const both: [Way<T>, Way<T>] = [run(first), run(second)];
  code.flow = both[0].flow.join(both[1].flow);
  return both;
}

/** `cond ? then : otherwise` of two nodes of one type. */
function choose(frame: Frame, cond: Node, then: Way<Node>, otherwise: Way<Node>): Node {
  if (cond.op === "const" && then.body.length === 0 && otherwise.body.length === 0) {
    return cond.value !== 0 ? then.value : otherwise.value;
  }
  if (then.body.length === 0 && otherwise.body.length === 0) {
    return simpleChoice(cond, then.value, otherwise.value);
  }
  const { unit } = frame;
  const local = unit.local("", then.value.type);
  const ended = ({ body, value }: Way<Node>): Stmt[] => [...body, { tag: "set", local, value }];
  unit.code.emit(ifElse(cond, ended(then), ended(otherwise)));
  return build.get(local);
}

/** Logic where it is logic, so that backends see it. */
function simpleChoice(cond: Node, then: Node, otherwise: Node): Node {
  if (then.type === "bool") {
    if (then.op === "const" && otherwise.op === "const" && then.value !== otherwise.value) {
      return then.value === 1 ? cond : not(cond);
    }
    if (otherwise.op === "const" && otherwise.value === 0) return build.apply("and", [cond, then]);
    if (then.op === "const" && then.value === 1) return build.apply("or", [cond, otherwise]);
  }
  return build.apply("select", [cond, then, otherwise]);
}

export function conditional(frame: Frame, node: ConditionalExpression): Value {
  const cond = frame.condition(node.test);
  const [then, otherwise] = ways(
    frame,
    () => frame.value(node.consequent),
    () => frame.value(node.alternate),
  );
  return either(frame, cond, then, otherwise, node);
}

/** A value of two ways, where they agree on its type. */
function either(frame: Frame, cond: Node, then: Way<Value>, otherwise: Way<Value>, at: AnyNode): Value {
  const [a, b] = [then.value, otherwise.value];
  if (a.tag === "undefined" && b.tag === "undefined") {
    if (then.body.length + otherwise.body.length > 0) {
      frame.unit.code.emit(ifElse(cond, then.body, otherwise.body));
    }
    return nothing;
  }
  const [x, y] = [asNumberIfMissing(a, b), asNumberIfMissing(b, a)];
  const row = eitherRow(frame, cond, then, otherwise);
  if (row !== undefined) return row;
  if (isArrayValue(x) || isArrayValue(y)) throw frame.refuse("array-choice", at);
  if (x.tag !== "number" && x.tag !== "boolean") refuseOther(frame, x, at);
  if (y.tag !== "number" && y.tag !== "boolean") refuseOther(frame, y, at);
  if (x.tag !== y.tag) throw frame.refuse("mixed-types", at);
  const unify = x.node.type === y.node.type ? (node: Node) => node : asF64;
  const node = choose(frame, cond, { ...then, value: unify(x.node) }, { ...otherwise, value: unify(y.node) });
  if (x.tag === "boolean" || y.tag === "boolean") return logical(node);
  return numeric(node, union(x.sources, y.sources));
}

/** One of two rows of one array: `i > 0 ? a[i - 1] : a[i]` is a row with an index that is chosen. */
function eitherRow(frame: Frame, cond: Node, then: Way<Value>, otherwise: Way<Value>): Value | undefined {
  const [a, b] = [then.value, otherwise.value];
  if (a.tag !== "rows" || b.tag !== "rows" || a.array !== b.array) return undefined;
  if (a.at.length === 0 || a.at.length !== b.at.length) return undefined;
  if (then.body.length + otherwise.body.length > 0) return undefined;
  const at = a.at.map((index, i) => {
    const ways = [
      { ...then, value: asF64(index) },
      { ...otherwise, value: asF64(b.at[i] as Node) },
    ] as const;
    return choose(frame, cond, ...ways);
  });
  return kept(frame, { ...a, at });
}

/** undefined beside a number is a number that may be undefined. */
function asNumberIfMissing(value: Value, other: Value): Value {
  return value.tag === "undefined" && other.tag === "number"
    ? numeric(build.f64(Number.NaN), ["unset"])
    : value;
}

function union(a: readonly Source[], b: readonly Source[]): Source[] {
  return [...new Set([...a, ...b])];
}

/** `a && b`, `a || b`, `a ?? b` for their value. */
export function logicalValue(frame: Frame, node: LogicalExpression): Value {
  const first = frame.value(node.left);
  if (node.operator === "??") return nullish(frame, node, first);
  const left = twice(frame, first, node.left);
  const cond = toCondition(frame, left, node.left);
  const isAnd = node.operator === "&&";
  const keep = () => left;
  const go = () => frame.value(node.right);
  const [then, otherwise] = ways(frame, isAnd ? go : keep, isAnd ? keep : go);
  return either(frame, cond, then, otherwise, node);
}

/** A value that is used two times: in a local, unless it is there already. */
export function twice(frame: Frame, value: Value, at: AnyNode): Value {
  if (value.tag !== "number" && value.tag !== "boolean") {
    return value.tag === "undefined" ? value : refuseOther(frame, value, at);
  }
  return frame.unit.keep(value);
}

function nullish(frame: Frame, node: LogicalExpression, left: Value): Value {
  if (left.tag === "undefined") return frame.value(node.right);
  if (left.tag !== "number") return left;
  const { sources, node: read } = left;
  if (sources.length === 0) return left;
  if (read.op !== "load" || sources.length !== 1 || sources[0] !== "outside") {
    frame.unit.demand(sources, () => frame.refuse("undefined-test", node.left, frame.textOf(node.left)));
    return left;
  }
  const held = twice(frame, left, node.left);
  const index = twice(frame, numeric(read.index), node.left);
  const cond = isInside({ ...read, index: index.tag === "number" ? index.node : read.index });
  const sure = held.tag === "number" ? numeric(held.node) : held;
  const [then, otherwise] = ways(
    frame,
    () => sure,
    () => frame.value(node.right),
  );
  return either(frame, cond, then, otherwise, node);
}

/** `a ? b : c`, of ways that are read alike. */
function ternary(frame: Frame, node: ConditionalExpression, read: (way: AnyNode) => Node): Node {
  const cond = frame.condition(node.test);
  const [then, otherwise] = ways(
    frame,
    () => read(node.consequent),
    () => read(node.alternate),
  );
  return choose(frame, cond, then, otherwise);
}

/** As a number: the two ways need not agree on a type. */
export function choiceNumber(frame: Frame, node: ConditionalExpression | LogicalExpression): Node {
  if (node.type === "ConditionalExpression") return ternary(frame, node, (way) => frame.number(way));
  if (node.operator === "??") return toNumber(frame, frame.value(node), node);
  const left = twice(frame, frame.value(node.left), node.left);
  const isAnd = node.operator === "&&";
  const keep = () => toNumber(frame, left, node.left);
  const go = () => frame.number(node.right);
  const [then, otherwise] = ways(frame, isAnd ? go : keep, isAnd ? keep : go);
  return choose(frame, toCondition(frame, left, node.left), then, otherwise);
}

/** As a truth value: likewise. */
export function choiceCondition(frame: Frame, node: ConditionalExpression | LogicalExpression): Node {
  if (node.type === "ConditionalExpression") return ternary(frame, node, (way) => frame.condition(way));
  if (node.operator === "??") return toCondition(frame, frame.value(node), node);
  const isAnd = node.operator === "&&";
  const cond = frame.condition(node.left);
  const go = () => frame.condition(node.right);
  const keep = () => build.bool(!isAnd);
  const [then, otherwise] = ways(frame, isAnd ? go : keep, isAnd ? keep : go);
  return choose(frame, cond, then, otherwise);
}

/** For what it does only: `a && (b = 1)`. */
export function choiceEffect(frame: Frame, node: ConditionalExpression | LogicalExpression): void {
  if (node.type === "ConditionalExpression") {
    const cond = frame.condition(node.test);
    branch(
      frame,
      cond,
      () => frame.effect(node.consequent),
      () => frame.effect(node.alternate),
    );
    return;
  }
  if (node.operator === "??") {
    frame.value(node);
    return;
  }
  const cond = frame.condition(node.left);
  const nothingToDo = () => {};
  const go = () => frame.effect(node.right);
  branch(
    frame,
    cond,
    ...(node.operator === "&&" ? ([go, nothingToDo] as const) : ([nothingToDo, go] as const)),
  );
}

/** An `if` of two ways, of which one that is known not to be taken is left out. */
export function branch(frame: Frame, cond: Node, first: () => void, second: () => void): void {
  if (cond.op === "const") {
    if (cond.value !== 0) first();
    else second();
    return;
  }
  const [then, otherwise] = ways(frame, first, second);
  if (then.body.length + otherwise.body.length === 0) return;
  const { code } = frame.unit;
  if (then.body.length === 0) code.emit(ifElse(not(asBool(cond)), otherwise.body));
  else code.emit(ifElse(cond, then.body, otherwise.body));
}

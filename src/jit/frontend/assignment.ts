/** `=`, `+=` and the like, `++` and `--`, of variables and of elements. */
import * as build from "../ir/build";
import type { Node } from "../ir/node";
import { branch } from "./choice";
import { certain, toCondition, toNumber } from "./convert";
import { element, elementOf, isElement, type Place, store } from "./elements";
import type { Frame } from "./frame";
import { assign, assignable, read } from "./names";
import { operate } from "./operators";
import {
  type AnyNode,
  type AssignmentExpression,
  type Identifier,
  pathOf,
  type UpdateExpression,
  unchained,
} from "./syntax";
import { numeric, type Value } from "./value";

/** What is assigned to. */
type Target =
  | { readonly tag: "variable"; readonly node: Identifier }
  | { readonly tag: "element"; readonly place: Place };

function targetOf(frame: Frame, node: AnyNode): Target {
  if (node.type === "Identifier") return { tag: "variable", node };
  if (node.type === "MemberExpression") {
    if (isElement(node)) {
      const place = elementOf(frame, node);
      if (place.plain && !place.isNested) throw frame.refuse("plain-array-write", node, place.array.name);
      return { tag: "element", place };
    }
    const path = pathOf(node)?.path ?? [];
    if (path[0] === "this") throw frame.refuse("this-assignment", node);
    throw frame.refuse("captured-assignment", node, frame.textOf(node));
  }
  throw frame.refuse("destructuring", node);
}

function current(frame: Frame, target: Target, at: AnyNode): Value {
  if (target.tag === "element") return element(target.place, at);
  return read(frame, assignable(frame, target.node), at);
}

/** Keeps index and value as they are while more is lowered. */
function holding(frame: Frame, target: Target, value: Value | undefined, work: () => Value) {
  const { code } = frame.unit;
  const index = target.tag === "element" ? code.hold(target.place.index) : undefined;
  const kept = value?.tag === "number" || value?.tag === "boolean" ? code.hold(value.node) : undefined;
  const result = work();
  const nodes = code.settle([index, kept].flatMap((held) => held ?? []));
  let next = 0;
  const settled =
    target.tag === "element"
      ? { ...target, place: { ...target.place, index: nodes[next++] as Node } }
      : target;
  const before = kept === undefined ? value : ({ ...value, node: nodes[next] as Node } as Value);
  return { target: settled, before, result };
}

/** Writes; what the expression is worth, if that is asked for. */
function write(frame: Frame, target: Target, value: Value, at: AnyNode, wanted: boolean): Value {
  if (target.tag === "variable") return assign(frame, target.node, value);
  const kept = wanted ? frame.unit.keep(value) : value;
  store(frame, target.place, kept, at);
  return kept;
}

export function assignment(frame: Frame, node: AssignmentExpression, wanted: boolean): Value {
  const { operator } = node;
  const target = targetOf(frame, unchained(node.left));
  if (target.tag === "variable") assignable(frame, target.node);
  if (operator === "=") {
    const held = holding(frame, target, undefined, () => frame.value(node.right));
    return write(frame, held.target, held.result, node, wanted);
  }
  if (/^(?:&&|\|\||\?\?)=$/.test(operator)) return logicalAssignment(frame, node, target, wanted);
  const value = current(frame, target, node.left);
  const held = holding(frame, target, value, () => frame.value(node.right));
  const result = operate(frame, operator.slice(0, -1), held.before as Value, held.result, node);
  return write(frame, held.target, result, node, wanted);
}

function logicalAssignment(frame: Frame, node: AssignmentExpression, target: Target, wanted: boolean): Value {
  if (wanted) throw frame.refuse("operator", node, node.operator);
  if (node.operator === "??=") throw frame.refuse("operator", node, node.operator);
  const { unit } = frame;
  const steady: Target =
    target.tag === "element"
      ? { ...target, place: { ...target.place, index: unit.keepNode(target.place.index) } }
      : target;
  const cond = toCondition(frame, current(frame, steady, node.left), node);
  const go = () => {
    write(frame, steady, frame.value(node.right), node, false);
  };
  const rest = () => {};
  if (node.operator === "&&=") branch(frame, cond, go, rest);
  else branch(frame, cond, rest, go);
  return numeric(build.f64(Number.NaN));
}

export function update(frame: Frame, node: UpdateExpression, wanted: boolean): Value {
  const target = targetOf(frame, unchained(node.argument));
  const value = current(frame, target, node.argument);
  const number = toNumber(frame, value, node);
  const keepsOld = wanted && !node.prefix;
  const before = keepsOld ? frame.unit.keepNode(certain(frame, value, number)) : number;
  const op = node.operator === "++" ? "add" : "sub";
  const after = numeric(build.apply(op, [before, build.f64(1)], node.start));
  const result = write(frame, target, after, node, wanted && node.prefix);
  return keepsOld ? numeric(before) : result;
}

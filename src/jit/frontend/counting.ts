/** Whether a `for` counts, seen in its tree alone: `for (let i = a; i < b; i += c)` where nothing else assigns `i`. */
import type { ForStmt } from "../ir/node";
import type { Frame } from "./frame";
import type { Binding } from "./scope";
import {
  type AnyNode,
  childrenOf,
  type ForStatement,
  type Identifier,
  isFunction,
  type VariableDeclaration,
  type WhileStatement,
} from "./syntax";

/** What is counted, by how much, and as long as it compares how with what. */
export interface Counting {
  readonly counter: Identifier;
  readonly binding: Binding;
  readonly step: number;
  readonly compare: ForStmt["compare"];
  readonly limit: AnyNode;
  /** What else must hold, by `&&`. */
  readonly more: AnyNode | undefined;
}

export function isName(frame: Frame, node: AnyNode, binding: Binding): node is Identifier {
  return node.type === "Identifier" && frame.parsed.scopes.bindings.get(node) === binding;
}

const flipped = Object.freeze({ "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const);
const comparisons: Readonly<Record<string, ForStmt["compare"]>> = Object.freeze({
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  "!=": "ne",
  "!==": "ne",
});

export function countingOf(frame: Frame, node: ForStatement): Counting | undefined {
  const stepping = node.update ? stepOf(node.update) : undefined;
  if (stepping === undefined || !node.test) return undefined;
  const { counter, step } = stepping;
  const binding = frame.parsed.scopes.bindings.get(counter);
  if (
    binding === undefined ||
    binding.kind === "const" ||
    isAssignedElsewhere(frame, node, counter, binding)
  ) {
    return undefined;
  }
  const [test, more] = leftmost(node.test);
  if (test.type !== "BinaryExpression") return undefined;
  const onLeft = isName(frame, test.left, binding);
  if (!onLeft && !isName(frame, test.right, binding)) return undefined;
  const operator = onLeft ? test.operator : (flipped[test.operator as "<"] ?? test.operator);
  const compare = comparisons[operator];
  if (compare === undefined) return undefined;
  return { counter, binding, step, compare, limit: onLeft ? test.right : test.left, more };
}

/** `while (i < n) { …; i++; }` as the `for` that it is; undefined if a `continue` would leave out the step. */
export function asFor(frame: Frame, node: WhileStatement): ForStatement | undefined {
  const { test, body, start, end } = node;
  const last = body.type === "BlockStatement" ? body.body.at(-1) : undefined;
  if (body.type !== "BlockStatement" || last?.type !== "ExpressionStatement") return undefined;
  if (stepOf(last.expression) === undefined || body.body.some((one) => continues(one, frame.labels, false))) {
    return undefined;
  }
  const rest = { ...body, body: body.body.slice(0, -1) };
  return { type: "ForStatement", init: null, test, update: last.expression, body: rest, start, end };
}

/** Whether a `continue` of the loop around is in it: without a label outside of inner loops, or with one of its own. */
function continues(node: AnyNode, labels: readonly string[], isInner: boolean): boolean {
  if (isFunction(node)) return false;
  if (node.type === "ContinueStatement") return node.label ? labels.includes(node.label.name) : !isInner;
  const inner = isInner || /^(?:For|While|DoWhile|ForOf|ForIn)Statement$/.test(node.type);
  return childrenOf(node).some((child) => continues(child, labels, inner));
}

/** `a && b && c` → a and the rest: `more` is undefined for a test that is no `&&`. */
function leftmost(test: AnyNode): [AnyNode, AnyNode | undefined] {
  if (test.type !== "LogicalExpression" || test.operator !== "&&") return [test, undefined];
  const [first, more] = leftmost(test.left);
  if (more === undefined) return [first, test.right];
  return [first, { ...test, left: more } as AnyNode];
}

function stepOf(update: AnyNode): { counter: Identifier; step: number } | undefined {
  if (update.type === "UpdateExpression" && update.argument.type === "Identifier") {
    return { counter: update.argument, step: update.operator === "++" ? 1 : -1 };
  }
  if (update.type !== "AssignmentExpression" || update.left.type !== "Identifier") return undefined;
  const { left: counter, right, operator } = update;
  const size = right.type === "Literal" && typeof right.value === "number" ? right.value : 0;
  if (size === 0 || !Number.isFinite(size)) return undefined;
  if (operator === "+=") return { counter, step: size };
  return operator === "-=" ? { counter, step: -size } : undefined;
}

/** Whether anything but the loop's own update may assign the counter while it runs. */
function isAssignedElsewhere(
  frame: Frame,
  loop: ForStatement,
  counter: Identifier,
  binding: Binding,
): boolean {
  const own = frame.parsed.scopes.references.find(({ node, write }) => node === counter && write);
  const within = ({ start, end }: AnyNode, node: AnyNode) => node.start >= start && node.end <= end;
  return frame.parsed.scopes.references.some((reference) => {
    if (reference.binding !== binding || !reference.write || reference.node === counter) return false;
    if (reference.functions.length !== own?.functions.length) return true;
    const inInit = loop.init ? within(loop.init, reference.node) : false;
    return within(loop, reference.node) && !inInit;
  });
}

/** The counter's declaration, if it is the last one, or might as well be: a literal that the others do not look at. */
export function lastDeclared(frame: Frame, { declarations }: VariableDeclaration, binding: Binding) {
  const index = declarations.findIndex(({ id }) => isName(frame, id, binding));
  const found = declarations[index];
  const after = declarations.slice(index + 1);
  if (after.length === 0) return found;
  const { references } = frame.parsed.scopes;
  const within = (node: AnyNode) => after.some(({ start, end }) => node.start >= start && node.end <= end);
  const isUsed = references.some((reference) => reference.binding === binding && within(reference.node));
  return found?.init?.type === "Literal" && !isUsed ? found : undefined;
}

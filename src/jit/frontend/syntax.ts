/** The syntax trees of the frontend: acorn's, and acorn itself, which is loaded when the first text is parsed. */
import type * as acorn from "acorn";
import { Lazy } from "../../lazy";
import type { Span } from "../ir/refusal";

export type {
  AnyNode,
  AssignmentExpression,
  BinaryExpression,
  BlockStatement,
  CallExpression,
  ConditionalExpression,
  Expression,
  ForOfStatement,
  ForStatement,
  Identifier,
  LogicalExpression,
  MemberExpression,
  NewExpression,
  Pattern,
  Program,
  Statement,
  SwitchStatement,
  UnaryExpression,
  UpdateExpression,
  VariableDeclaration,
  WhileStatement,
} from "acorn";

export type FunctionNode =
  | acorn.FunctionExpression
  | acorn.FunctionDeclaration
  | acorn.AnonymousFunctionDeclaration
  | acorn.ArrowFunctionExpression;

const parser = new Lazy(() => require("acorn") as typeof acorn);

/** A script or module, as `Function.prototype.toString` and script sources have them. Throws acorn's SyntaxError. */
export function parseText(text: string, sourceType: "script" | "module"): acorn.Program {
  return parser.module.parse(text, {
    ecmaVersion: "latest",
    sourceType,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    allowSuperOutsideMethod: true,
    allowHashBang: true,
    checkPrivateFields: false,
  });
}

export function spanOf({ start, end }: acorn.Node): Span {
  return { start, end };
}

function isNode(value: unknown): value is acorn.AnyNode {
  return typeof value === "object" && value !== null && typeof (value as acorn.Node).type === "string";
}

/** The nodes directly below one, in the order of the source. */
export function childrenOf(node: acorn.AnyNode): acorn.AnyNode[] {
  const found: acorn.AnyNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) found.push(...value.filter(isNode));
  }
  return found;
}

export function isFunction(node: acorn.AnyNode): node is FunctionNode {
  return (
    node.type === "FunctionExpression" ||
    node.type === "FunctionDeclaration" ||
    node.type === "ArrowFunctionExpression"
  );
}

/** Without what changes nothing: `a?.b` on what is never null is `a.b`. */
export function unchained(node: acorn.AnyNode): acorn.AnyNode {
  return node.type === "ChainExpression" ? node.expression : unnamed(node);
}

/** `__name(f, "f")`, as a transpiler writes it so that `f` keeps its name, is `f`. */
export function unnamed(node: acorn.AnyNode): acorn.AnyNode {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "__name")
    return node;
  const [fn, name] = node.arguments;
  return fn !== undefined && name?.type === "Literal" && typeof name.value === "string" ? fn : node;
}

/** What a call calls: `(0, lib.f)(x)`, as transpilers write it to drop `this`, calls `lib.f`. */
export function calleeOf(node: acorn.AnyNode): acorn.AnyNode {
  const last = node.type === "SequenceExpression" ? node.expressions.at(-1) : undefined;
  if (node.type !== "SequenceExpression" || last === undefined) return unchained(node);
  return node.expressions.slice(0, -1).every(({ type }) => type === "Literal") ? unchained(last) : node;
}

/** A path as a key of a table. Not with dots: `a["b.c"]` is not `a.b.c`. */
export function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** The steps from a name or `this`: `a.b.c`, `a["b"]`. Undefined where anything else is in it. */
export function pathOf(
  node: acorn.AnyNode,
): { root: acorn.Identifier | acorn.ThisExpression; path: readonly string[] } | undefined {
  if (node.type === "Identifier") return { root: node, path: [node.name] };
  if (node.type === "ThisExpression") return { root: node, path: ["this"] };
  if (node.type !== "MemberExpression") return undefined;
  const step = stepOf(node);
  const below = step === undefined ? undefined : pathOf(unchained(node.object));
  return below && step !== undefined ? { root: below.root, path: [...below.path, step] } : undefined;
}

function stepOf({ property, computed }: acorn.MemberExpression): string | undefined {
  if (!computed) return property.type === "Identifier" ? property.name : `#${nameOfPrivate(property)}`;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}

function nameOfPrivate(property: acorn.AnyNode): string {
  return property.type === "PrivateIdentifier" ? property.name : "";
}

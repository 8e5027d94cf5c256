/**
 * The source text of one function as a tree: a function, an arrow, or a method with its modifiers, as
 * `Function.prototype.toString` gives it.
 */
import { limits } from "../../limits";
import { Refusal, type Span } from "../ir/refusal";
import { ArrayUse } from "./array-use";
import { refusal } from "./refusals";
import { type Binding, Scopes } from "./scope";
import {
  type AnyNode,
  calleeOf,
  childrenOf,
  type Expression,
  type FunctionNode,
  type Identifier,
  isFunction,
  keyOf,
  parseText,
  pathOf,
  spanOf,
} from "./syntax";

/** A use of something from outside: `RATE`, `lib.range`, `this.rate`. */
export interface CapturedPath {
  /** Its steps; the first is a variable's name or "this". */
  readonly path: readonly string[];
  readonly called: boolean;
  readonly span: Span;
}

export interface ParsedParam {
  readonly name: string;
  /** `array`: it is indexed, or asked for its length, here or in a function of this text that it is passed to. */
  readonly kind: "scalar" | "array";
  readonly default?: Expression | undefined;
  readonly node: Identifier;
  readonly binding: Binding;
}

export interface ParsedFunction {
  /** The text that all spans are offsets of. */
  readonly text: string;
  /** Empty where it has none. */
  readonly name: string;
  readonly isAsync: boolean;
  readonly params: readonly ParsedParam[];
  /** What it uses from outside, each path once, in the order of the source; also the engine's own (`Math.sin`). */
  readonly captured: readonly CapturedPath[];
  readonly usesThis: boolean;
  readonly node: FunctionNode;
  readonly scopes: Scopes;
}

/** @throws Refusal for what is no function, and for parameters that are not plain names */
export function parseFunction(text: string): ParsedFunction {
  const { node, name } = findFunction(text);
  const scopes = new Scopes(node);
  const params = node.params.map((param) => readParam(param, node, scopes, text));
  const captured = capturedPaths(node, scopes);
  return {
    text,
    name,
    isAsync: node.async,
    params,
    captured: firstOfEach(captured),
    usesThis: captured.some(({ path }) => path[0] === "this"),
    node,
    scopes,
  };
}

interface Found {
  readonly node: FunctionNode;
  readonly name: string;
}

/** Ways to make an expression of the text: as it is; as a method. Private names parse in a class only. */
const wrappings = Object.freeze([
  ["(", "\n)"],
  ["(class {", "\n})"],
  ["({", "\n})"],
] as const);

function findFunction(text: string): Found {
  let first: unknown;
  for (const [before, after] of wrappings) {
    try {
      const [statement] = parseText(before + text + after, "script").body;
      const node = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
      if (node === undefined) continue;
      shift(node, before.length);
      return functionIn(node, text, before.endsWith("{"));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      first ??= error;
    }
  }
  throw refusal("syntax", { detail: readable(first), source: text });
}

/** acorn's message, without the position in the wrapped text. */
function readable(error: unknown): string {
  return String((error as { message?: unknown }).message).replace(/ \(\d+:\d+\)$/, "");
}

/** From positions in the wrapped text to those in the text itself. */
function shift(node: AnyNode, by: number, depth = 0): void {
  if (depth > limits.kernelDepthMax) throw refusal("inline-size");
  node.start -= by;
  node.end -= by;
  for (const child of childrenOf(node)) shift(child, by, depth + 1);
}

function functionIn(node: AnyNode, source: string, isWrapped: boolean): Found {
  if (isFunction(node)) return checked(node, node.id?.name ?? "", source);
  const span = { start: 0, end: source.length };
  if (node.type === "ClassExpression" && node.id === null && isWrapped) {
    const [member, more] = node.body.body;
    if (member?.type === "MethodDefinition" && more === undefined) {
      if (member.kind === "get" || member.kind === "set") throw refusal("accessor", { span, source });
      return checked(member.value, keyName(member), source);
    }
  }
  if (node.type === "ObjectExpression") {
    const [member, more] = node.properties;
    if (member?.type === "Property" && more === undefined && isFunction(member.value)) {
      if (member.kind !== "init") throw refusal("accessor", { span, source });
      return checked(member.value, keyName(member), source);
    }
  }
  if (node.type === "ClassExpression" && !isWrapped) throw refusal("class", { span, source });
  throw refusal("not-a-function", { span, source });
}

function keyName({ key, computed }: { readonly key: AnyNode; readonly computed: boolean }): string {
  if (key.type === "Literal") return String(key.value);
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  return key.type === "Identifier" && !computed ? key.name : "";
}

function checked(node: FunctionNode, name: string, source: string): Found {
  if (node.generator) throw refusal("generator", { span: spanOf(node), source });
  return { node, name };
}

function readParam(param: AnyNode, fn: FunctionNode, scopes: Scopes, source: string): ParsedParam {
  const node = param.type === "AssignmentPattern" ? param.left : param;
  const span = spanOf(param);
  if (param.type === "RestElement") throw refusal("rest-parameter", { span, source });
  if (node.type !== "Identifier") throw refusal("destructuring", { span, source });
  const binding = scopes.bindings.get(node) as Binding;
  return {
    name: node.name,
    kind: new ArrayUse(fn, scopes).rank(binding) > 0 ? "array" : "scalar",
    default: param.type === "AssignmentPattern" ? param.right : undefined,
    node,
    binding,
  };
}

/** Paths that start outside of the function, the longest ones, in the order of the source. */
function capturedPaths(root: FunctionNode, scopes: Scopes): CapturedPath[] {
  const free = new Set<AnyNode>(scopes.free.map(({ node }) => node));
  const found: CapturedPath[] = [];
  const visit = (node: AnyNode, called: boolean): void => {
    const chain = pathOf(node);
    if (chain !== undefined) {
      const outside = chain.root.type === "ThisExpression" || free.has(chain.root);
      if (outside) found.push({ path: chain.path, called, span: spanOf(node) });
      return;
    }
    const callee = node.type === "CallExpression" ? node.callee : undefined;
    if (callee !== undefined) visit(calleeOf(callee), true);
    for (const child of childrenOf(node)) if (child !== callee) visit(child, false);
  };
  visit(root, false);
  return found;
}

function firstOfEach(paths: readonly CapturedPath[]): CapturedPath[] {
  const known = new Map<string, CapturedPath>();
  for (const path of paths) {
    const key = keyOf(path.path);
    const first = known.get(key);
    if (first === undefined) known.set(key, path);
    else if (path.called && !first.called) known.set(key, { ...first, called: true });
  }
  return [...known.values()];
}

/** Variables: declared, read, assigned. */
import * as build from "../ir/build";
import type { Node } from "../ir/node";
import { Refusal } from "../ir/refusal";
import type { Callable, Captured, CapturedFunction } from "./captured";
import type { Frame } from "./frame";
import type { ParsedFunction } from "./parse";
import type { Binding } from "./scope";
import { type AnyNode, type Identifier, pathOf, spanOf } from "./syntax";
import {
  asF64,
  isArrayValue,
  logical,
  type NumberValue,
  nothing,
  numeric,
  type Surroundings,
  type Value,
  type Variable,
} from "./value";

/** The variable of a name; undefined if the name is from outside. */
export function variableOf(frame: Frame, node: Identifier): Variable | undefined {
  const binding = frame.parsed.scopes.bindings.get(node);
  if (binding === undefined) return undefined;
  for (let place: Surroundings | undefined = frame; place !== undefined; place = place.outer) {
    const found = place.variables.get(binding);
    if (found !== undefined) return found;
  }
  if (binding.kind === "own name") throw frame.refuse("recursion", node, node.name);
  throw frame.refuse("use-before-declaration", node, node.name);
}

/** Declares a variable with its first value. */
export function declare(frame: Frame, binding: Binding, value: Value, at: AnyNode): void {
  frame.variables.set(binding, variableFor(frame, binding, value, at));
}

function variableFor(frame: Frame, { name, writes }: Binding, value: Value, at: AnyNode): Variable {
  const changes = writes > 0;
  if (value.tag === "undefined") return unset(frame, name);
  if (value.tag !== "number" && value.tag !== "boolean") {
    if (changes) throw frame.refuse(isArrayValue(value) ? "array-choice" : "function-value", at);
    return { name, alias: value, local: undefined, sources: [], mayBeUnset: false };
  }
  const { node } = value;
  if (!changes && isConstant(frame, node)) {
    return { name, alias: value, local: undefined, sources: [], mayBeUnset: false, entry: node };
  }
  const held = changes && value.tag === "number" ? asF64(node) : node;
  const local = frame.unit.local(name, held.type);
  frame.unit.code.set(local, held);
  const sources = value.tag === "number" ? [...value.sources] : [];
  if (!changes) frame.unit.fixed.add(local);
  const entry = changes ? undefined : frame.unit.entryOf(node);
  if (entry !== undefined) frame.unit.entries.set(local, entry);
  return { name, local, sources, mayBeUnset: false, entry };
}

/** Whether a node means the same wherever it stands: a literal, a length, a local that is set once. */
function isConstant(frame: Frame, node: Node): boolean {
  if (node.op === "get") return frame.unit.fixed.has(node.local);
  return node.op === "const" || node.op === "length";
}

function unset(frame: Frame, name: string): Variable {
  const variable: Variable = { name, local: undefined, sources: [], mayBeUnset: true };
  const { code } = frame.unit;
  frame.unit.declareUnset(variable);
  code.flow = code.flow.without(variable);
  return variable;
}

export function read(frame: Frame, variable: Variable, at: AnyNode): Value {
  if (variable.alias !== undefined) return variable.alias;
  variable.local ??= frame.unit.local(variable.name, "f64");
  const isUnset = variable.mayBeUnset && !frame.unit.code.flow.set.has(variable);
  if (isUnset) frame.unit.readUnset(variable);
  const node = build.get(variable.local);
  if (variable.local.type !== "bool") {
    return numeric(node, isUnset ? [variable, "unset"] : [variable]);
  }
  if (isUnset) throw frame.refuse("unset-variable", at, variable.name);
  return logical(node);
}

/** Gives a variable another value; what the assignment itself is worth. */
export function assign(frame: Frame, target: Identifier, value: Value): Value {
  const variable = assignable(frame, target);
  const { code } = frame.unit;
  if (value.tag === "undefined") {
    variable.local ??= frame.unit.local(variable.name, "f64");
    if (variable.local.type === "bool") throw frame.refuse("undefined-value", target);
    variable.sources.push("unset");
    code.set(variable.local, build.f64(Number.NaN));
    return nothing;
  }
  if (isArrayValue(value)) throw frame.refuse("array-choice", target);
  if (value.tag !== "number" && value.tag !== "boolean") throw frame.refuse("function-value", target);
  variable.local ??= frame.unit.local(variable.name, value.tag === "number" ? "f64" : "bool");
  if ((variable.local.type === "bool") !== (value.tag === "boolean"))
    throw frame.refuse("mixed-types", target);
  if (value.tag === "number") variable.sources.push(...value.sources.filter((source) => source !== variable));
  code.set(variable.local, value.tag === "number" ? asF64(value.node) : value.node);
  if (variable.mayBeUnset) code.flow = code.flow.with(variable);
  const node = build.get(variable.local);
  return value.tag === "number" ? { ...value, node } : { ...value, node };
}

/** The variable that an assignment may change. */
export function assignable(frame: Frame, target: Identifier): Variable {
  const variable = variableOf(frame, target);
  if (variable === undefined) throw frame.refuse("captured-assignment", target, target.name);
  const kind = frame.parsed.scopes.bindings.get(target)?.kind;
  if (kind === "const" || kind === "own name") throw frame.refuse("const-assignment", target, target.name);
  const { alias } = variable;
  if (alias !== undefined)
    throw frame.refuse(isArrayValue(alias) ? "array-choice" : "function-value", target);
  return variable;
}

/** What a transpiler writes so that a function keeps its name: it gives the function back. */
const naming =
  /^\(?([\w$]+), ?([\w$]+)\)? ?=> ?[\w$.]+\(\1, ?"name", ?\{ ?(?:value: ?)?\2, ?configurable: ?(?:true|!0) ?\}\)$/;

/** Whether a function only gives another one a name. */
export function isNaming(fn: Callable): boolean {
  return naming.test(Function.prototype.toString.call(fn));
}

/** `__name(f, "f")` is taken for `f`, so it must be what it is called. */
export function checkNaming(frame: Frame): void {
  const { scopes, captured, text, node } = frame.parsed;
  if (!text.includes("__name")) return;
  const isOwn = [...scopes.bindings.values()].some(({ name }) => name === "__name");
  const used = captured.find(({ path }) => path[0] === "__name");
  const found = used === undefined ? undefined : frame.resolve(used);
  const isOther = found?.tag === "function" && !isNaming(found.fn);
  if (isOwn || isOther) throw frame.refuse("naming", node, "__name");
}

/** What is used from outside by a path such as `RATE`, `lib.range`, `this.rate`. */
export function outside(frame: Frame, node: AnyNode, called: boolean): Value | undefined {
  const chain = pathOf(node);
  if (chain === undefined) return undefined;
  const { root, path } = chain;
  const name = path.join(".");
  if (root.type === "Identifier" && frame.parsed.scopes.bindings.has(root)) return undefined;
  if (path[0] === "arguments" && root.type === "Identifier") throw frame.refuse("arguments", node);
  if (path[0] === "this") {
    if (!frame.hasThis && frame.parsed.node.type === "ArrowFunctionExpression")
      throw frame.refuse("arrow-this", node);
    if (path.length === 1 || !frame.hasThis) throw frame.refuse("this-value", node);
    if (path.some((step) => step.startsWith("#"))) throw frame.refuse("private-member", node, name);
  }
  const captured = frame.resolve({ path, called, span: spanOf(node) });
  return capturedValue(frame, captured, node, path);
}

function capturedValue(frame: Frame, captured: Captured, node: AnyNode, path: readonly string[]): Value {
  switch (captured.tag) {
    case "number":
      if (captured.watch !== undefined) frame.unit.watch(path, captured.watch);
      if (captured.steady) return numeric(build.f64(Number(captured.value)));
      return numeric(build.get(frame.unit.hide(frame.resolve, path, captured)));
    case "boolean":
      if (captured.steady) return logical(build.bool(Boolean(captured.value)));
      return logical(build.get(frame.unit.hide(frame.resolve, path, captured)));
    case "undefined":
      return nothing;
    case "intrinsic":
      if (captured.watch !== undefined) frame.unit.watch(path, captured.watch);
      return { tag: "intrinsic", name: captured.name };
    case "function": {
      const parsed = parsedAt(frame, captured, node);
      if (!captured.steady) frame.unit.watch(path, captured);
      const { fn, resolve } = captured;
      return { tag: "function", name: path.join("."), node: parsed.node, parsed, resolve, fn };
    }
    case "refused":
      throw captured.refusal.span === undefined ? frame.relocate(captured.refusal, node) : captured.refusal;
  }
}

function parsedAt(frame: Frame, captured: CapturedFunction, node: AnyNode): ParsedFunction {
  try {
    return captured.parsed();
  } catch (error) {
    // Those tell how to offload it; here it is called by what is offloaded.
    const isOpaque = error instanceof Refusal && /^(?:native|bound|proxy|class)$/.test(error.code);
    if (isOpaque) throw frame.refuse("unknown-call", node, frame.textOf(node));
    if (error instanceof Refusal && error.span === undefined) throw frame.relocate(error, node);
    throw error;
  }
}

/** A number's value where it may be undefined: what tells the two apart is remembered. */
export function seen(frame: Frame, values: readonly Value[], at: AnyNode): void {
  const groups = values.map((value) => (value as Partial<NumberValue>).sources ?? []);
  frame.unit.see(groups, () => frame.refuse("unset-variable", at, frame.textOf(at)));
}

/**
 * Loops. One that counts, `for (let i = a; i < b; i += c)` where nothing else assigns `i`, is a `for` of the IR, which
 * passes understand; with `i < b && more` its first statement leaves it. All others are a `while`.
 */
import * as build from "../ir/build";
import type { Local, Node } from "../ir/node";
import { branch as ifElse } from "../ir/walk";
import { asFor, type Counting, countingOf, isName, lastDeclared } from "./counting";
import type { Frame, Target } from "./frame";
import { isNumbers, through } from "./intrinsic-loops";
import { assign, assignable, declare, variableOf } from "./names";
import { declaration, targeted } from "./statements";
import type { AnyNode, ForOfStatement, ForStatement, Identifier, Statement, WhileStatement } from "./syntax";
import { asF64, not, type Value, type Variable } from "./value";

/** Runs `work` in a loop that jumps may lead to. */
function looped(frame: Frame, work: (target: Target) => void): void {
  const { code } = frame.unit;
  const names = frame.labels;
  frame.labels = [];
  targeted(frame, { names, isLoop: true, isSwitch: false }, (target) => {
    code.loops += 1;
    work(target);
    code.loops -= 1;
  });
}

interface WhileParts {
  readonly test: AnyNode | undefined;
  readonly body: AnyNode;
  readonly update: AnyNode | undefined;
}

/** Loops that do not count. */
function whileLoop(frame: Frame, { test, body, update }: WhileParts, at: AnyNode): void {
  const { code } = frame.unit;
  looped(frame, (target) => {
    let cond: Node = build.bool(true);
    const testing = code.collect(() => {
      if (test !== undefined) cond = frame.condition(test);
    });
    const after = code.flow;
    const isEndless = cond.op === "const" && cond.value !== 0 && testing.length === 0;
    const inside = code.collect(() => frame.statement(body));
    code.flow = target.continues.reduce((all, flow) => all.join(flow), code.flow);
    const updating = code.collect(() => {
      if (update !== undefined) frame.effect(update);
    });
    const leave = ifElse(not(cond), [{ tag: "break", label: target.label }]);
    const isSimple = testing.length === 0;
    code.emit({
      tag: "while",
      label: target.label,
      cond: isSimple ? cond : build.bool(true),
      body: isSimple ? inside : [...testing, leave, ...inside],
      update: updating,
      test: "before",
      at: at.start,
    });
    code.flow = target.breaks.reduce((all, flow) => all.join(flow), isEndless ? after.ended : after);
  });
}

/** `while`: as the `for` that it is, if it counts. */
export function whileStatement(frame: Frame, node: WhileStatement): void {
  const counted = asFor(frame, node);
  if (counted !== undefined && countingOf(frame, counted) !== undefined) forLoop(frame, counted);
  else whileLoop(frame, { test: node.test, body: node.body, update: undefined }, node);
}

/** `do … while`. */
export function doLoop(frame: Frame, node: Extract<Statement, { type: "DoWhileStatement" }>): void {
  const { code } = frame.unit;
  looped(frame, (target) => {
    const body = code.collect(() => frame.statement(node.body));
    code.flow = target.continues.reduce((all, flow) => all.join(flow), code.flow);
    let cond: Node = build.bool(true);
    const update = code.collect(() => {
      cond = frame.condition(node.test);
    });
    const isEndless = cond.op === "const" && cond.value !== 0;
    const { label, breaks } = target;
    code.emit({ tag: "while", label, cond, body, update, test: "after", at: node.start });
    code.flow = breaks.reduce((all, flow) => all.join(flow), isEndless ? code.flow.ended : code.flow);
  });
}

export function forLoop(frame: Frame, node: ForStatement): void {
  const counting = countingOf(frame, node);
  const names = frame.labels;
  frame.labels = [];
  const start = counting === undefined ? undefined : startOf(frame, node, counting);
  if (counting === undefined || start === undefined) {
    if (node.init?.type === "VariableDeclaration") declaration(frame, node.init);
    else if (node.init) frame.effect(node.init);
  }
  frame.labels = names;
  const { test, body, update } = node;
  const parts = { test: test ?? undefined, body, update: update ?? undefined };
  const limit = counting === undefined ? undefined : limitOf(frame, counting);
  if (counting === undefined || limit === undefined) {
    if (start !== undefined) frame.unit.code.set(start.local, start.from);
    whileLoop(frame, parts, node);
    return;
  }
  const local = start?.local ?? counterLocal(frame, counting.counter);
  const from = start?.from ?? frame.unit.code.constantIn(local) ?? build.get(local);
  count(frame, node, counting, { local, from, limit });
}

function count(
  frame: Frame,
  { body, start }: ForStatement,
  { compare, step, more }: Counting,
  { local, from, limit }: { readonly local: Local; readonly from: Node; readonly limit: Node },
): void {
  const { code } = frame.unit;
  looped(frame, (target) => {
    const { label } = target;
    let after = code.flow;
    frame.unit.counting.add(local);
    const inside = code.collect(() => {
      if (more !== undefined) {
        const cond = frame.condition(more);
        after = code.flow;
        code.emit(ifElse(not(cond), [{ tag: "break", label }]));
      }
      frame.statement(body);
    });
    frame.unit.counting.delete(local);
    code.emit({ tag: "for", label, local, from, compare, limit, step, body: inside, at: start });
    code.flow = target.breaks.reduce((all, flow) => all.join(flow), after);
  });
}

function counterLocal(frame: Frame, counter: Identifier): Local {
  const variable = assignable(frame, counter);
  variable.local ??= frame.unit.local(variable.name, "f64");
  if (variable.local.type !== "f64") throw frame.refuse("mixed-types", counter);
  return variable.local;
}

/** The limit as an expression; undefined if something has to run for it. */
function limitOf(frame: Frame, { limit, counter }: Counting): Node | undefined {
  let found: Value | undefined;
  const { unit } = frame;
  const uses = unit.rowUses.size;
  const body = unit.code.collect(() => {
    found = frame.value(limit);
  });
  const variable = variableOf(frame, counter);
  if (body.length === 0 && found?.tag === "number" && variable?.local?.type !== "bool") {
    return asF64(found.node);
  }
  unit.forgetRowUses(uses);
  return undefined;
}

/**
 * The local and first value of a counter that the loop's own `init` gives it. Undefined if init has to be run as it
 * stands: then the local has its value before the loop.
 */
function startOf(
  frame: Frame,
  { init }: ForStatement,
  { binding, counter }: Counting,
): { readonly local: Local; readonly from: Node } | undefined {
  if (init?.type === "AssignmentExpression" && init.operator === "=" && isName(frame, init.left, binding)) {
    const value = frame.value(init.right);
    if (value.tag !== "number") {
      assign(frame, counter, value);
      return undefined;
    }
    const variable = assignable(frame, counter);
    return begin(frame, variable, counterLocal(frame, counter), value);
  }
  const last = init?.type === "VariableDeclaration" ? lastDeclared(frame, init, binding) : undefined;
  if (init?.type !== "VariableDeclaration" || !last?.init) return undefined;
  const others = { ...init, declarations: init.declarations.filter((one) => one !== last) };
  if (frame.variables.has(binding)) {
    declaration(frame, others);
    const value = frame.value(last.init);
    if (value.tag !== "number") throw frame.refuse("mixed-types", init);
    return begin(frame, assignable(frame, counter), counterLocal(frame, counter), value);
  }
  declaration(frame, others);
  const value = frame.value(last.init);
  if (value.tag !== "number") {
    declare(frame, binding, value, last.init);
    throw frame.refuse("mixed-types", init);
  }
  const local = frame.unit.local(binding.name, "f64");
  const variable = { name: binding.name, local, sources: [...value.sources], mayBeUnset: false };
  frame.variables.set(binding, variable);
  return { local, from: asF64(value.node) };
}

function begin(frame: Frame, variable: Variable, local: Local, value: Value) {
  if (value.tag !== "number") return undefined;
  variable.sources.push(...value.sources.filter((source) => source !== variable));
  if (variable.mayBeUnset) frame.unit.code.flow = frame.unit.code.flow.with(variable);
  return { local, from: asF64(value.node) };
}

/** `for (const x of …)`: numbers of a range, elements of an array. */
export function forOfLoop(frame: Frame, node: ForOfStatement): void {
  if (node.await) throw frame.refuse("await", node);
  const { left } = node;
  const target = left.type === "VariableDeclaration" ? left.declarations[0]?.id : left;
  if (target?.type !== "Identifier") throw frame.refuse("destructuring", left);
  const numbers = frame.value(node.right);
  if (!isNumbers(numbers)) throw frame.refuse("for-of", node.right);
  const { code } = frame.unit;
  looped(frame, ({ label, breaks }) => {
    const before = code.flow;
    through(frame, numbers, label, node, ({ value }) => {
      const binding = frame.parsed.scopes.bindings.get(target);
      const isNew = left.type === "VariableDeclaration" && left.kind !== "var" && binding !== undefined;
      if (isNew) declare(frame, binding, value, target);
      else assign(frame, target, value);
      frame.statement(node.body);
    });
    code.flow = breaks.reduce((all, flow) => all.join(flow), before);
  });
}

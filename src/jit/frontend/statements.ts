/** Statements, but for loops. */
import { assert } from "../../assert";
import * as build from "../ir/build";
import type { Node } from "../ir/node";
import { structure } from "../ir/structure";
import { branch } from "./choice";
import type { Frame, Target } from "./frame";
import { assign, declare } from "./names";
import { equal } from "./operators";
import { declareMembers } from "./patterns";
import type { Binding } from "./scope";
import {
  type AnyNode,
  childrenOf,
  isFunction,
  pathOf,
  type Statement,
  type SwitchStatement,
  type VariableDeclaration,
} from "./syntax";
import { nothing, type Value } from "./value";

/** One after the other; functions declared among them are known from the start. What is never reached is left out. */
export function statements(frame: Frame, nodes: readonly AnyNode[]): void {
  for (const node of nodes) {
    if (node.type !== "FunctionDeclaration" || !node.id) continue;
    const binding = frame.parsed.scopes.bindings.get(node.id) as Binding;
    if (binding.writes > 0) throw frame.refuse("function-value", node.id);
    declare(frame, binding, frame.value(node), node);
  }
  for (const node of nodes) {
    if (!frame.unit.code.flow.reachable) return;
    if (node.type !== "FunctionDeclaration") frame.statement(node);
  }
}

/** `var`s that are declared somewhere inside: they are there from the start, without a value. */
export function hoistVariables(frame: Frame, body: readonly AnyNode[]): void {
  const visit = (node: AnyNode, isDirect: boolean): void => {
    if (isFunction(node)) return;
    if (node.type === "VariableDeclaration" && node.kind === "var" && !isDirect) {
      for (const { id } of node.declarations) {
        const binding = id.type === "Identifier" ? frame.parsed.scopes.bindings.get(id) : undefined;
        if (binding === undefined || frame.variables.has(binding)) continue;
        declare(frame, binding, nothing, id);
      }
    }
    const isInit = (child: AnyNode) => isDirect && node.type === "ForStatement" && child === node.init;
    for (const child of childrenOf(node)) visit(child, isInit(child));
  };
  for (const node of body) visit(node, true);
}

export function declaration(frame: Frame, { kind, declarations }: VariableDeclaration): void {
  for (const { id, init } of declarations) {
    if (id.type === "ObjectPattern" && init && pathOf(init) !== undefined && kind !== "var") {
      declareMembers(frame, id, init);
      continue;
    }
    if (id.type !== "Identifier") throw frame.refuse("destructuring", id);
    const binding = frame.parsed.scopes.bindings.get(id) as Binding;
    const isKnown = kind === "var" && frame.variables.has(binding);
    if (isKnown) {
      if (init) assign(frame, id, frame.value(init));
    } else declare(frame, binding, init ? frame.value(init) : nothing, init ?? id);
  }
}

/** `break` and `continue`, with or without a label. */
export function jump(
  frame: Frame,
  node: Extract<Statement, { type: "BreakStatement" | "ContinueStatement" }>,
): void {
  const { code } = frame.unit;
  const name = node.label?.name;
  const isBreak = node.type === "BreakStatement";
  const fits = ({ names, isLoop, isSwitch }: Target) =>
    name === undefined ? isLoop || (isBreak && isSwitch) : names.includes(name);
  const target = frame.targets.findLast(fits);
  assert(target !== undefined, "a jump without a target parses");
  (isBreak ? target.breaks : target.continues).push(code.flow);
  code.emit({ tag: isBreak ? "break" : "continue", label: target.label });
  code.flow = code.flow.ended;
}

/** Runs `work` with a target that jumps may lead to. */
export function targeted(
  frame: Frame,
  { names, isLoop, isSwitch }: Pick<Target, "names" | "isLoop" | "isSwitch">,
  work: (target: Target) => void,
): void {
  const target: Target = {
    names,
    isLoop,
    isSwitch,
    label: frame.unit.label(),
    breaks: [],
    continues: [],
  };
  frame.targets.push(target);
  work(target);
  frame.targets.pop();
}

/** `name: statement`. */
export function labelled(frame: Frame, node: Extract<Statement, { type: "LabeledStatement" }>): void {
  const names = [...frame.labels, node.label.name];
  const { body } = node;
  if (/^(?:For|While|DoWhile|ForOf|Labeled)Statement$/.test(body.type)) {
    frame.labels = names;
    frame.statement(body);
    frame.labels = [];
    return;
  }
  frame.labels = [];
  const { code } = frame.unit;
  targeted(frame, { names, isLoop: false, isSwitch: false }, ({ label, breaks }) => {
    const inner = code.collect(() => frame.statement(body));
    code.flow = breaks.reduce((all, flow) => all.join(flow), code.flow);
    for (const statement of structure([{ tag: "block", label, body: inner }])) code.emit(statement);
  });
}

/** One case, with the empty ones before it. */
interface Arm {
  readonly tests: readonly AnyNode[];
  readonly isDefault: boolean;
  readonly body: readonly Statement[];
}

/** A chain of `if … else if …`: no case may run on into the next. */
export function switched(frame: Frame, node: SwitchStatement): void {
  const { unit } = frame;
  const { code } = unit;
  const value = unit.keep(frame.value(node.discriminant));
  const arms = armsOf(node);
  targeted(frame, { names: frame.labels, isLoop: false, isSwitch: true }, ({ label, breaks }) => {
    const inner = code.collect(() => chain(frame, value, arms));
    code.flow = breaks.reduce((all, flow) => all.join(flow), code.flow);
    for (const statement of structure([{ tag: "block", label, body: inner }])) code.emit(statement);
  });
}

function armsOf(node: SwitchStatement): Arm[] {
  const arms: Arm[] = [];
  let tests: AnyNode[] = [];
  let isDefault = false;
  for (const [index, { test, consequent }] of node.cases.entries()) {
    if (test) tests.push(test);
    else isDefault = true;
    if (consequent.length === 0 && index < node.cases.length - 1) continue;
    arms.push({ tests, isDefault, body: consequent });
    tests = [];
    isDefault = false;
  }
  return arms;
}

function chain(frame: Frame, value: Value, arms: readonly Arm[]): void {
  const fallback = arms.find(({ isDefault }) => isDefault);
  const from = (index: number): void => {
    const arm = arms[index];
    if (arm === undefined) {
      if (fallback !== undefined) run(frame, fallback, fallback === arms.at(-1));
    } else if (arm === fallback) from(index + 1);
    else {
      branch(
        frame,
        matches(frame, value, arm),
        () => run(frame, arm, arm === arms.at(-1)),
        () => from(index + 1),
      );
    }
  };
  from(0);
}

/** Whether a value equals one of those of a case. */
function matches(frame: Frame, value: Value, { tests }: Arm): Node {
  return tests
    .map((test) => {
      let found: Node | undefined;
      const body = frame.unit.code.collect(() => {
        found = equal(frame, value, frame.value(test), test);
      });
      if (body.length > 0) throw frame.refuse("expression", test, "a case that does something");
      return found as Node;
    })
    .reduce((either, test) => build.apply("or", [either, test]));
}

function run(frame: Frame, arm: Arm, isLast: boolean): void {
  frame.statements(arm.body);
  if (frame.unit.code.flow.reachable && !isLast) {
    throw frame.refuse("switch-fallthrough", arm.body.at(-1) ?? (arm.tests[0] as AnyNode));
  }
  // A name that one case declares has no value in another.
  for (const statement of arm.body) {
    if (statement.type !== "VariableDeclaration" || statement.kind === "var") continue;
    for (const { id } of statement.declarations) {
      const binding = id.type === "Identifier" ? frame.parsed.scopes.bindings.get(id) : undefined;
      if (binding !== undefined) frame.variables.delete(binding);
    }
  }
}

/** Which rule lowers which kind of node, in each role: for its value, as a number, as a truth value, for its effect. */
import * as build from "../ir/build";
import type { Node } from "../ir/node";
import { assignment, update } from "./assignment";
import { call, functionValue } from "./calls";
import { branch, choiceCondition, choiceEffect, choiceNumber, conditional, logicalValue } from "./choice";
import { toCondition, toNumber } from "./convert";
import { allocation, member } from "./elements";
import type { Frame, Rules } from "./frame";
import { inline } from "./inline";
import { doLoop, forLoop, forOfLoop, whileStatement } from "./loops";
import { outside, read, variableOf } from "./names";
import { binary, unary } from "./operators";
import { assignTogether } from "./patterns";
import type { RefusalCode } from "./refusals";
import { declaration, jump, labelled, statements, switched } from "./statements";
import { type AnyNode, type Identifier, unchained } from "./syntax";
import { logical, numeric, type Value } from "./value";

/** Kinds of expressions that have no rule, and why. */
const refusedExpressions: Readonly<Record<string, RefusalCode>> = Object.freeze({
  TemplateLiteral: "template",
  TaggedTemplateExpression: "template",
  ObjectExpression: "object",
  ArrayExpression: "array-literal",
  ClassExpression: "class-inside",
  AwaitExpression: "await",
  ThisExpression: "this-value",
  Super: "super",
  MetaProperty: "new-target",
});

const refusedStatements: Readonly<Record<string, RefusalCode>> = Object.freeze({
  TryStatement: "try",
  ThrowStatement: "throw",
  ForInStatement: "for-in",
  WithStatement: "with",
  DebuggerStatement: "debugger",
  ClassDeclaration: "class-inside",
});

function value(frame: Frame, written: AnyNode): Value {
  const node = unchained(written);
  switch (node.type) {
    case "Literal":
      return literal(frame, node);
    case "Identifier":
      return name(frame, node);
    case "BinaryExpression":
      return binary(frame, node);
    case "UnaryExpression":
      return unary(frame, node);
    case "LogicalExpression":
      return logicalValue(frame, node);
    case "ConditionalExpression":
      return conditional(frame, node);
    case "AssignmentExpression":
      return assignment(frame, node, true);
    case "UpdateExpression":
      return update(frame, node, true);
    case "SequenceExpression":
      return value(frame, sequence(frame, node.expressions));
    case "MemberExpression":
      return member(frame, node);
    case "CallExpression":
      return call(frame, node);
    case "NewExpression":
      return allocation(frame, node);
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "FunctionDeclaration":
      return functionValue(frame, node);
    default:
      throw frame.refuse(refusedExpressions[node.type] ?? "expression", node, frame.textOf(node));
  }
}

function literal(frame: Frame, node: Extract<AnyNode, { type: "Literal" }>): Value {
  const { value: given } = node;
  if (typeof given === "number") return numeric(build.f64(given));
  if (typeof given === "boolean") return logical(build.bool(given));
  if (typeof given === "string") throw frame.refuse("string", node);
  if (node.bigint !== undefined) throw frame.refuse("bigint", node);
  throw frame.refuse(node.regex === undefined ? "null" : "regular-expression", node);
}

function name(frame: Frame, node: Identifier): Value {
  const variable = variableOf(frame, node);
  if (variable !== undefined) return read(frame, variable, node);
  return outside(frame, node, false) as Value;
}

/** Lowers all but the last for their effects. */
function sequence(frame: Frame, nodes: readonly AnyNode[]): AnyNode {
  for (const node of nodes.slice(0, -1)) effect(frame, node);
  return nodes.at(-1) as AnyNode;
}

function number(frame: Frame, written: AnyNode): Node {
  const node = unchained(written);
  if (node.type === "SequenceExpression") return number(frame, sequence(frame, node.expressions));
  if (node.type === "ConditionalExpression" || node.type === "LogicalExpression") {
    return choiceNumber(frame, node);
  }
  return toNumber(frame, value(frame, node), node);
}

function condition(frame: Frame, written: AnyNode): Node {
  const node = unchained(written);
  if (node.type === "SequenceExpression") return condition(frame, sequence(frame, node.expressions));
  if (node.type === "ConditionalExpression" || node.type === "LogicalExpression") {
    return choiceCondition(frame, node);
  }
  return toCondition(frame, value(frame, node), node);
}

function effect(frame: Frame, written: AnyNode): void {
  const node = unchained(written);
  switch (node.type) {
    case "SequenceExpression":
      effect(frame, sequence(frame, node.expressions));
      return;
    case "ConditionalExpression":
    case "LogicalExpression":
      choiceEffect(frame, node);
      return;
    case "AssignmentExpression":
      if (!assignTogether(frame, node)) assignment(frame, node, false);
      return;
    case "UpdateExpression":
      update(frame, node, false);
      return;
    case "UnaryExpression":
      if (node.operator === "!" || node.operator === "void") effect(frame, node.argument);
      else value(frame, node);
      return;
    default:
      value(frame, node);
  }
}

type Of<T extends AnyNode["type"]> = Extract<AnyNode, { type: T }>;
type StatementRule = (frame: Frame, node: AnyNode) => void;

/** A rule for one kind of node, to stand in a table by that kind. */
function rule<T extends AnyNode["type"]>(type: T, run: (frame: Frame, node: Of<T>) => void) {
  return [type, run as StatementRule] as const;
}

const statementRules: ReadonlyMap<string, StatementRule> = new Map([
  rule("ExpressionStatement", (frame, node) => {
    if (node.directive === undefined) effect(frame, node.expression);
  }),
  rule("VariableDeclaration", declaration),
  rule("ReturnStatement", (frame, node) => {
    frame.exit?.leave(frame, node.argument ? value(frame, node.argument) : undefined, node);
  }),
  rule("BlockStatement", (frame, { body }) => statements(frame, body)),
  rule("IfStatement", (frame, { test, consequent, alternate }) => {
    const otherwise = () => {
      if (alternate) statement(frame, alternate);
    };
    branch(frame, condition(frame, test), () => statement(frame, consequent), otherwise);
  }),
  rule("ForStatement", forLoop),
  rule("ForOfStatement", forOfLoop),
  rule("WhileStatement", whileStatement),
  rule("DoWhileStatement", doLoop),
  rule("LabeledStatement", labelled),
  rule("BreakStatement", jump),
  rule("ContinueStatement", jump),
  rule("SwitchStatement", switched),
  rule("EmptyStatement", () => {}),
]);

function statement(frame: Frame, node: AnyNode): void {
  const run = statementRules.get(node.type);
  if (run === undefined) throw frame.refuse(refusedStatements[node.type] ?? "expression", node, node.type);
  run(frame, node);
}

export const rules: Rules = Object.freeze({
  value,
  number,
  condition,
  effect,
  statement,
  statements,
  call: inline,
});

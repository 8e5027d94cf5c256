/** Calls of other numeric functions: their bodies stand where the call was. */
import { limits } from "../../limits";
import * as build from "../ir/build";
import type { Local, Node } from "../ir/node";
import { structure } from "../ir/structure";
import type { Flow } from "./code";
import { type Exit, Frame } from "./frame";
import { checkNaming } from "./names";
import { assignParameter } from "./parameters";
import { type AnyNode, spanOf } from "./syntax";
import { asF64, type FunctionValue, logical, nothing, numeric, type Source, type Value } from "./value";

/** Takes the values of `return` statements to where the call was. */
class Leaving implements Exit {
  readonly flows: Flow[] = [];
  readonly sources: Source[] = [];
  tag: Value["tag"] | undefined = undefined;
  local: Local | undefined = undefined;
  array: Extract<Value, { tag: "array" | "rows" }> | undefined = undefined;
  returns = 0;

  constructor(readonly label: number) {}

  readonly leave = (frame: Frame, value: Value | undefined, at: AnyNode): void => {
    const { code } = frame.unit;
    this.take(frame, value ?? nothing, at);
    this.returns += 1;
    this.flows.push(code.flow);
    code.emit({ tag: "break", label: this.label });
    code.flow = code.flow.ended;
  };

  private take(frame: Frame, value: Value, at: AnyNode): void {
    this.tag ??= value.tag;
    if (this.tag !== value.tag) {
      const isMissing = this.tag === "undefined" || value.tag === "undefined";
      throw isMissing
        ? frame.refuse("missing-return", at)
        : frame.refuse("mixed-return", at, this.tag, value.tag);
    }
    if (value.tag === "array" || value.tag === "rows") {
      if (value.tag === "rows" && value.at.length > 0) throw frame.refuse("row-value", at);
      if (this.array !== undefined && this.array.array !== value.array)
        throw frame.refuse("array-choice", at);
      this.array = value;
    } else if (value.tag === "number" || value.tag === "boolean") {
      const node = value.tag === "number" ? asF64(value.node) : value.node;
      this.local ??= frame.unit.local("", node.type);
      if (value.tag === "number") this.sources.push(...value.sources);
      frame.unit.code.set(this.local, node);
    } else if (value.tag !== "undefined") throw frame.refuse("function-value", at);
  }

  get value(): Value {
    if (this.array !== undefined) return this.array;
    return this.local === undefined ? nothing : this.as(build.get(this.local));
  }

  /** A node that holds what is returned. */
  as(node: Node): Value {
    return this.tag === "boolean" ? logical(node) : numeric(node, this.sources);
  }
}

/** A call, with its arguments lowered. */
export function inline(frame: Frame, callee: FunctionValue, args: readonly Value[], at: AnyNode): Value {
  const { unit } = frame;
  const identity = callee.fn ?? callee.node;
  if (unit.inlining.includes(identity)) throw frame.refuse("recursion", at, callee.name);
  if (unit.inlining.length >= limits.kernelInlineDepthMax) throw frame.refuse("inline-depth", at);
  unit.inlined += 1;
  if (unit.inlined > limits.kernelInlineCallsMax) throw frame.refuse("inline-size", at);
  const { node } = callee;
  if (node.generator) throw frame.refuse("generator", at);
  if (node.async) throw frame.refuse("await", at);
  unit.inlining.push(identity);
  const value = enter(frame, callee, args, at);
  unit.inlining.pop();
  return value;
}

function enter(frame: Frame, callee: FunctionValue, args: readonly Value[], at: AnyNode): Value {
  const { unit, rules } = frame;
  const { node, parsed, resolve, outer } = callee;
  if (callee.fn !== undefined) unit.helpers.set(parsed, callee.name);
  const label = unit.label();
  const exit = new Leaving(label);
  const isArrow = node.type === "ArrowFunctionExpression";
  const hasThis = outer === undefined ? !isArrow : isArrow && outer.hasThis;
  const inner = new Frame(unit, rules, parsed, resolve, exit, outer, hasThis);
  if (outer === undefined) checkNaming(inner);
  for (const [index, param] of node.params.entries()) assignParameter(inner, param, args[index], at);
  if (node.body.type !== "BlockStatement") return inner.value(node.body);
  const { body: written } = node.body;
  const body = unit.code.collect(() => inner.statements(written));
  const { code } = unit;
  if (code.flow.reachable) {
    if (exit.tag !== undefined && exit.tag !== "undefined") {
      throw inner.refuse("missing-return", { ...node, ...spanOf(node) });
    }
    exit.flows.push(code.flow);
  }
  code.flow = exit.flows.reduce((all, flow) => all.join(flow), code.flow);
  const lowered = structure([{ tag: "block", label, body }]);
  const last = lowered.at(-1);
  const isOnly = exit.returns === 1 && last?.tag === "set" && last.local === exit.local;
  for (const statement of isOnly ? lowered.slice(0, -1) : lowered) code.emit(statement);
  return isOnly ? exit.as(last.value) : exit.value;
}

/** Parameters get their values: arguments, or defaults. */
import type { Frame } from "./frame";
import { declare } from "./names";
import type { Binding } from "./scope";
import type { AnyNode } from "./syntax";
import { nothing, type Value } from "./value";

/** Gives a parameter of an inlined function its argument. */
export function assignParameter(
  frame: Frame,
  param: AnyNode,
  argument: Value | undefined,
  at: AnyNode,
): void {
  const target = param.type === "AssignmentPattern" ? param.left : param;
  if (param.type === "RestElement") throw frame.refuse("rest-parameter", param);
  if (target.type !== "Identifier") throw frame.refuse("destructuring", param);
  const binding = frame.parsed.scopes.bindings.get(target) as Binding;
  const isMissing = argument === undefined || argument.tag === "undefined";
  if (isMissing && param.type === "AssignmentPattern") {
    declare(frame, binding, frame.value(param.right), param);
    return;
  }
  if (param.type === "AssignmentPattern" && argument?.tag === "number") {
    // A read outside of an array gives the default in JavaScript.
    frame.unit.demand(argument.sources, () => frame.refuse("undefined-test", param, target.name));
  }
  declare(frame, binding, argument ?? nothing, at);
}

/** Patterns that take apart what is there in pieces: `const { sin, cos } = Math`, `[a[i], a[j]] = [a[j], a[i]]`. */
import { inOrder } from "./convert";
import { elementOf, isElement, store } from "./elements";
import type { Frame } from "./frame";
import { assign, declare } from "./names";
import type { Binding } from "./scope";
import { type AnyNode, type AssignmentExpression, type Expression, unchained } from "./syntax";

type ObjectPattern = Extract<AnyNode, { type: "ObjectPattern" }>;

/** `const { sin, max: most } = Math`: each is `Math.sin`, `Math.max`. Also of `this`, and of an array's length. */
export function declareMembers(frame: Frame, pattern: ObjectPattern, object: Expression): void {
  for (const property of pattern.properties) {
    if (property.type !== "Property" || property.computed || property.value.type !== "Identifier") {
      throw frame.refuse("destructuring", pattern);
    }
    const { key, value: target, start, end } = property;
    if (key.type !== "Identifier") throw frame.refuse("destructuring", pattern);
    const member = {
      type: "MemberExpression",
      object,
      property: key,
      computed: false,
      optional: false,
      start,
      end,
    };
    const binding = frame.parsed.scopes.bindings.get(target) as Binding;
    declare(frame, binding, frame.value(member as AnyNode), property);
  }
}

/** `[x, y] = [y, x + y]`: first all values, then all assignments. False: it is something else. */
export function assignTogether(frame: Frame, { operator, left, right }: AssignmentExpression): boolean {
  if (operator !== "=" || left.type !== "ArrayPattern" || right.type !== "ArrayExpression") return false;
  const targets = left.elements;
  const values = right.elements.filter((value) => value !== null && value.type !== "SpreadElement");
  if (values.length !== right.elements.length || targets.length !== values.length) return false;
  const isPlain = (target: AnyNode | null) =>
    target?.type === "Identifier" || (target?.type === "MemberExpression" && isElement(target));
  if (!targets.every(isPlain)) return false;
  const kept = inOrder(frame, values as AnyNode[]).map((value) => frame.unit.keep(value));
  for (const [index, target] of targets.entries()) {
    const value = kept[index];
    const node = target && unchained(target);
    if (value === undefined) continue;
    if (node?.type === "Identifier") assign(frame, node, value);
    else if (node?.type === "MemberExpression") store(frame, elementOf(frame, node), value, node);
  }
  return true;
}

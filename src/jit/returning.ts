/** The option `returns` in a function's intermediate representation: each result is made what the option says. */
import { apply } from "./ir/build";
import type { Fn, Node, Stmt } from "./ir/node";
import { mapStmt } from "./ir/walk";
import type { Returns } from "./offload-options";

/** The same function, whose results are coerced. One that gives no number or boolean stays as it is. */
export function returning(fn: Fn, returns: Returns | undefined): Fn {
  if (returns === undefined || fn.result.tag !== "value") return fn;
  const body = (stmts: readonly Stmt[]): readonly Stmt[] =>
    stmts.map((stmt) => {
      if (stmt.tag !== "return" || stmt.value === undefined) {
        return mapStmt(stmt, { node: (node) => node, body });
      }
      return { ...stmt, value: coerce(stmt.value, returns) };
    });
  return {
    ...fn,
    body: body(fn.body),
    result: { tag: "value", type: returns === "bool" ? "bool" : "f64" },
  };
}

function coerce(value: Node, returns: Returns): Node {
  if (returns === "bool") return value.type === "bool" ? value : apply("toBool", [value]);
  const number = value.type === "f64" ? value : apply("toF64", [value]);
  if (returns === "f32") return apply("toF64", [apply("toF32", [number])]);
  if (returns === "i32") return apply("toF64", [apply("toI32", [number])]);
  return returns === "int" ? apply("trunc", [number]) : number;
}

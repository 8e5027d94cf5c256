/**
 * Locals that a loop only adds to (or takes the least or greatest of): each lane keeps its own, they are put together
 * after the loop. Sums of doubles come out differently then, so they need leave (`reassociate`); int32 sums and
 * `Math.min`/`Math.max` do not.
 */
import { apply, constant, get, splat } from "../ir/build";
import type { ForStmt, Local, Node, Stmt } from "../ir/node";
import { type Lanes, type Scalar, scalarPart, widen } from "../ir/types";
import { eachStmt, nodesOf } from "../ir/walk";
import { localsRead } from "./find";

export type ReductionOp = "add" | "min" | "max";

export interface Reduction {
  readonly local: Local;
  readonly op: ReductionOp;
}

/** The local as a reduction over the loop; else why it is none. */
export function reductionOf(
  local: Local,
  { body }: ForStmt,
  reassociate: boolean,
): Reduction | { readonly reason: string } {
  const ops = new Set<ReductionOp>();
  let only = true;
  eachStmt(body, (stmt) => {
    if (stmt.tag === "set" && stmt.local === local) only &&= accumulates(stmt.value, local, ops);
    else only &&= stmt.tag !== "for" || stmt.local !== local;
    if (stmt.tag !== "set" || stmt.local !== local) only &&= !localsRead(nodesOf(stmt)).has(local);
  });
  const [op] = ops;
  if (!only || op === undefined || ops.size > 1) {
    return { reason: `${local.name} goes from one iteration to the next` };
  }
  if (op === "add" && local.type !== "i32" && !reassociate) {
    return {
      reason: `the sum in ${local.name} keeps its order; \`reassociate: true\` gives leave to change it`,
    };
  }
  return { local, op };
}

/** Whether the value is the local with something added to it, possibly by choice; `ops` collects how. */
function accumulates(value: Node, local: Local, ops: Set<ReductionOp>): boolean {
  if (value.op === "get") return value.local === local;
  if (!("args" in value)) return false;
  const free = (node: Node | undefined): boolean => node !== undefined && !localsRead([node]).has(local);
  const [a, b, c] = value.args as readonly [Node, Node, Node];
  switch (value.op) {
    case "select":
      return free(a) && accumulates(b, local, ops) && accumulates(c, local, ops);
    case "sub":
      ops.add("add");
      return free(b) && accumulates(a, local, ops);
    case "add":
    case "min":
    case "max":
      ops.add(value.op);
      return (free(b) && accumulates(a, local, ops)) || (free(a) && accumulates(b, local, ops));
    default:
      return false;
  }
}

/** What each lane starts from: what changes nothing. */
export function startOf({ local, op }: Reduction, vector: Local, lanes: Lanes): Stmt {
  const scalar = scalarPart(local.type) as Scalar;
  const zero = constant(widen(scalar, lanes), scalar === "i32" ? 0 : -0);
  return { tag: "set", local: vector, value: op === "add" ? zero : splat(get(local), lanes) };
}

const reducers = Object.freeze({ add: "reduceAdd", min: "reduceMin", max: "reduceMax" } as const);

/** Puts the lanes back into the local. */
export function endOf({ local, op }: Reduction, vector: Local): Stmt {
  const lanes = apply(reducers[op], [get(vector)]);
  return { tag: "set", local, value: op === "add" ? apply("add", [get(local), lanes]) : lanes };
}

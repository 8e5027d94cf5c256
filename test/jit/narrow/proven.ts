/** Functions from their source through narrowing and vectorising, and their guards evaluated. */
import { interpret } from "../../../src/jit/backends/interpret";
import { globalsOnly } from "../../../src/jit/frontend/globals";
import { lower } from "../../../src/jit/frontend/lower";
import { parseFunction } from "../../../src/jit/frontend/parse";
import { apply, bool } from "../../../src/jit/ir/build";
import type { Fn, Load, StoreStmt } from "../../../src/jit/ir/node";
import type { ArgKind } from "../../../src/jit/ir/signature";
import type { Elem } from "../../../src/jit/ir/types";
import { verify } from "../../../src/jit/ir/verify";
import { eachNode, eachStmt, nodesOf } from "../../../src/jit/ir/walk";
import { elemByName } from "../../../src/jit/memory/views";
import { narrow } from "../../../src/jit/passes/narrow";

export type Value = number | boolean | Float64Array | Float32Array | Int32Array | Uint8Array;

function kindOf(value: Value): ArgKind {
  if (typeof value === "number") return { tag: "number" };
  if (typeof value === "boolean") return { tag: "boolean" };
  return { tag: "array", elem: elemByName[value.constructor.name] as Elem, plain: false };
}

/** Any function of numbers and arrays. */
export type Program = (...args: never[]) => unknown;

/** As lowered for arguments like these. */
export function lowered(program: Program, like: readonly Value[]): Fn {
  const { fn } = lower(parseFunction(program.toString()), { args: like.map(kindOf) }, globalsOnly);
  return verify(fn, "lower");
}

export function narrowed(program: Program, like: readonly Value[], guards = true): Fn {
  return verify(narrow(lowered(program, like), { guards }), "narrow");
}

/** What the guards say to these arguments. */
export function guardsHold(fn: Fn, args: readonly Value[]): boolean {
  const value = fn.guards.reduce((a, b) => apply("and", [a, b]), bool(true));
  const asked: Fn = {
    ...fn,
    body: [{ tag: "return", value }],
    result: { tag: "value", type: "bool" },
    guards: [],
  };
  return interpret(asked, copies(args)) === true;
}

export function copies(args: readonly Value[]): Value[] {
  return args.map((arg) => (typeof arg === "object" ? arg.slice() : arg));
}

/** Result and arguments after a run of the function itself. */
export function runProgram(program: Program, args: readonly Value[]): unknown[] {
  const own = copies(args);
  return [program(...(own as never[])), ...own];
}

export function runFn(fn: Fn, args: readonly Value[]): unknown[] {
  const own = copies(args);
  return [interpret(fn, own), ...own];
}

/** Reads and writes that are checked, and that are not. */
export function accesses(fn: Fn): { readonly checked: number; readonly inside: number } {
  const found = new Set<Load | StoreStmt>();
  eachStmt(fn.body, (stmt) => {
    if (stmt.tag === "store") found.add(stmt);
    eachNode(nodesOf(stmt), (node) => {
      if (node.op === "load") found.add(node);
    });
  });
  const checked = [...found].filter((access) => access.checked).length;
  return { checked, inside: found.size - checked };
}

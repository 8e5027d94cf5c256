/**
 * What is known before it runs: operations on constants become their values, conditions that are constant choose their
 * branch, and what stands after a jump goes. The values come from the operations' own meanings.
 */
import { constant } from "../ir/build";
import type { Apply, Const, Fn, ForStmt, Node, Stmt } from "../ir/node";
import { lanesOf } from "../ir/types";
import { mapStmt, NodeMap } from "../ir/walk";
import { operandScalar, ops } from "../ops/table";

const ofVectors: ReadonlySet<string> = new Set(["iota", "any", "all", "reduceAdd", "reduceMin", "reduceMax"]);

export function fold(fn: Fn): Fn {
  const nodes = new NodeMap((node) => foldNode(node) ?? node);
  return { ...fn, body: foldList(fn.body, (node) => nodes.of(node)) };
}

/** The constant that a node is; undefined when it is not known. Its operands are folded already. */
export function foldNode(node: Node): Node | undefined {
  if (!("args" in node)) return undefined;
  if (node.op === "select") return choose(node);
  if (!node.args.every(isConst) || ofVectors.has(node.op)) return undefined;
  const args = node.args.map((arg) => (arg as Const).value);
  if (node.op === "asI32" && (args[0] as number) !== ((args[0] as number) | 0)) return undefined;
  return constant(node.type, ops[node.op].evaluate(args, operandScalar(node)));
}

/** A choice between the same, or by a constant. */
function choose({ args }: Apply): Node | undefined {
  const [cond, a, b] = args as [Node, Node, Node];
  if (a === b || (isConst(a) && isConst(b) && Object.is(a.value, b.value))) return a;
  return isConst(cond) ? (cond.value === 1 ? a : b) : undefined;
}

function isConst(node: Node): node is Const {
  return node.op === "const";
}

function foldList(list: readonly Stmt[], node: (node: Node) => Node): readonly Stmt[] {
  const done: Stmt[] = [];
  for (const stmt of list) {
    const body = (inner: readonly Stmt[]) => foldList(inner, node);
    const folded = foldStmt(mapStmt(stmt, { node, body }));
    done.push(...folded);
    const last = folded.at(-1);
    if (last?.tag === "return" || last?.tag === "break" || last?.tag === "continue") break;
  }
  return done;
}

function foldStmt(stmt: Stmt): readonly Stmt[] {
  switch (stmt.tag) {
    case "if":
      if (stmt.cond.op === "const") return stmt.cond.value === 1 ? stmt.then : stmt.else;
      return stmt.then.length === 0 && stmt.else.length === 0 ? [] : [stmt];
    case "while":
      return stmt.test === "before" && stmt.cond.op === "const" && stmt.cond.value === 0 ? [] : [stmt];
    case "for":
      return neverRuns(stmt) ? [{ tag: "set", local: stmt.local, value: stmt.from }] : [stmt];
    default:
      return [stmt];
  }
}

function neverRuns({ from, limit, compare, local }: ForStmt): boolean {
  if (!isConst(from) || !isConst(limit) || lanesOf(local.type) > 1) return false;
  return ops[compare].evaluate([from.value, limit.value], local.type === "i32" ? "i32" : "f64") === 0;
}

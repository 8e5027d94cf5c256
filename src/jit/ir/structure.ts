/**
 * Jumps become branches where that is the same: early returns (as breaks of a block) and `continue` mostly end as plain
 * `if`/`else`, which if-conversion and masks handle for less.
 *
 *   block B { if (c) { x; break B }  y }     →  if (c) { x } else { y }
 *   for F { if (c) { continue F }  y }       →  for F { if (c) {} else { y } }
 */
import type { IfStmt, Node, Stmt } from "./node";
import { branch, jumpsTo, mapStmt } from "./walk";

/** A jump that does nothing at the end of a list, because control goes there anyway. */
interface Exit {
  readonly tag: "break" | "continue";
  readonly label: number;
}

export function structure(list: readonly Stmt[], exits: readonly Exit[] = []): readonly Stmt[] {
  const done: Stmt[] = [];
  for (let at = 0; at < list.length; at++) {
    const stmt = list[at] as Stmt;
    const rest = list.slice(at + 1);
    if (stmt.tag === "if" && rest.length > 0) {
      const joined = absorb(stmt, rest, exits);
      if (joined !== undefined) return [...done, ...structure([joined], exits)];
    }
    const last = rest.length === 0;
    if (stmt.tag === "break" || stmt.tag === "continue") {
      if (!isExit(stmt, exits)) done.push(stmt);
      return done; // what follows a jump never runs
    }
    done.push(...inside(stmt, last ? exits : []));
    if (stmt.tag === "return") return done;
  }
  return done;
}

/** `if (c) { x; exit }  rest` as `if (c) { x } else { rest }`. */
function absorb(stmt: IfStmt, rest: readonly Stmt[], exits: readonly Exit[]): IfStmt | undefined {
  const leaves = (list: readonly Stmt[]): boolean => {
    const last = list.at(-1);
    if (last?.tag === "if") return leaves(last.then) && leaves(last.else);
    return last !== undefined && isExit(last, exits);
  };
  if (leaves(stmt.then)) {
    return branch(stmt.cond, stmt.then, leaves(stmt.else) ? stmt.else : [...stmt.else, ...rest]);
  }
  if (leaves(stmt.else)) return branch(stmt.cond, [...stmt.then, ...rest], stmt.else);
  return undefined;
}

function isExit(stmt: Stmt, exits: readonly Exit[]): boolean {
  return exits.some((exit) => exit.tag === stmt.tag && exit.label === (stmt as Exit).label);
}

function inside(stmt: Stmt, exits: readonly Exit[]): readonly Stmt[] {
  const same = (node: Node): Node => node;
  switch (stmt.tag) {
    case "block": {
      const own: Exit = { tag: "break", label: stmt.label };
      const body = structure(stmt.body, [...exits, own]);
      return jumpsTo(body, stmt.label) ? [{ ...stmt, body }] : body;
    }
    case "for":
      return [{ ...stmt, body: structure(stmt.body, [{ tag: "continue", label: stmt.label }]) }];
    case "while":
      return [
        {
          ...stmt,
          body: structure(stmt.body, [{ tag: "continue", label: stmt.label }]),
          update: structure(stmt.update),
        },
      ];
    case "if":
      return [mapStmt(stmt, { node: same, body: (list) => structure(list, exits) })];
    default:
      return [stmt];
  }
}

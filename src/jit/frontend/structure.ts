/** `break` out of a block, written as `if … else …` where possible: what follows a way out moves into the other. */
import * as build from "../ir/build";
import type { Local, Stmt } from "../ir/node";
import { branch as ifElse, mapStmt, someStmt } from "../ir/walk";

/** The statements of a block, without the block where nothing has to leave it from within. */
export function unblocked(body: readonly Stmt[], label: number): readonly Stmt[] {
  return structured(body, label) ?? [{ tag: "block", label, body }];
}

/**
 * A function's statements with one `return`, at the end, of what the local was set to; as they were if that would need
 * a block. Vectors like it: what follows a `return` is what the other lanes do.
 */
export function singleReturn(body: readonly Stmt[], result: () => Local, label: number): readonly Stmt[] {
  const last = body.at(-1);
  if (last?.tag === "return" && !leaves(body.slice(0, -1), undefined)) return body;
  const local = result();
  const leaving = (statements: readonly Stmt[]): readonly Stmt[] =>
    statements.flatMap((statement): Stmt[] => {
      if (statement.tag !== "return" || statement.value === undefined) {
        return [mapStmt(statement, { node: (node) => node, body: leaving })];
      }
      return [
        { tag: "set", local, value: statement.value },
        { tag: "break", label },
      ];
    });
  const found = structured(leaving(body), label);
  return found === undefined ? body : [...found, { tag: "return", value: build.get(local) }];
}

/** The statements of a block without its breaks; undefined if one is in a loop, or two ways run into what follows. */
function structured(body: readonly Stmt[], label: number): Stmt[] | undefined {
  for (const [index, statement] of body.entries()) {
    const before = body.slice(0, index);
    if (statement.tag === "break" && statement.label === label) return before;
    if (!leaves([statement], label)) continue;
    if (statement.tag !== "if") return undefined;
    const rest = body.slice(index + 1);
    const [thenEnds, elseEnds] = [ends(statement.then), ends(statement.else)];
    if (!thenEnds && !elseEnds && rest.length > 0) return undefined;
    const first = structured(thenEnds ? statement.then : [...statement.then, ...rest], label);
    const otherwise = structured(elseEnds ? statement.else : [...statement.else, ...rest], label);
    return first && otherwise && [...before, ifElse(statement.cond, first, otherwise)];
  }
  return [...body];
}

/** Whether a `break` of that label is in it; undefined: a `return`. */
function leaves(body: readonly Stmt[], label: number | undefined): boolean {
  return someStmt(body, (statement) =>
    label === undefined ? statement.tag === "return" : statement.tag === "break" && statement.label === label,
  );
}

/** Whether nothing after it runs. */
function ends(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  if (last === undefined) return false;
  if (last.tag === "if") return ends(last.then) && ends(last.else);
  return last.tag === "break" || last.tag === "continue" || last.tag === "return";
}

/** `break` out of a block, written as `if … else …` where that is possible: what follows a way out moves into the other one. */
import type { Stmt } from "../ir/node";
import { branch as ifElse } from "../ir/walk";

/** The statements of a block, without the block where nothing has to leave it from within. */
export function unblocked(body: readonly Stmt[], label: number): readonly Stmt[] {
  return structured(body, label) ?? [{ tag: "block", label, body }];
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

/** Whether a `break` of that label is in it. */
function leaves(body: readonly Stmt[], label: number): boolean {
  return body.some((statement) => {
    switch (statement.tag) {
      case "break":
        return statement.label === label;
      case "if":
        return leaves(statement.then, label) || leaves(statement.else, label);
      case "while":
        return leaves(statement.body, label) || leaves(statement.update, label);
      case "for":
      case "block":
        return leaves(statement.body, label);
      default:
        return false;
    }
  });
}

/** Whether nothing after it runs. */
function ends(body: readonly Stmt[]): boolean {
  const last = body.at(-1);
  if (last === undefined) return false;
  if (last.tag === "if") return ends(last.then) && ends(last.else);
  return last.tag === "break" || last.tag === "continue" || last.tag === "return";
}

/** Where a function counts and uses arrays, the loops around, and whether a condition looks after the index. */
import type { ForStmt, Load, Local, Node, Stmt, StoreStmt } from "../ir/node";
import { bodiesOf, nodesOf, operandsOf, someStmt } from "../ir/walk";
import type { Ranges } from "./ranges";

export type Use =
  | { readonly tag: "loop"; readonly loop: ForStmt; readonly around: readonly ForStmt[] }
  | {
      readonly tag: "access";
      readonly access: Load | StoreStmt;
      readonly around: readonly ForStmt[];
      /** A condition that it runs under compares what the index is made of. */
      readonly isConditional: boolean;
    };

export function findUses(body: readonly Stmt[], ranges: Ranges): Use[] {
  const finder = new Finder(ranges);
  finder.list(body, [], []);
  return finder.found;
}

class Finder {
  readonly found: Use[] = [];

  constructor(private readonly ranges: Ranges) {}

  list(list: readonly Stmt[], around: readonly ForStmt[], conditions: readonly Node[]): void {
    let known = conditions;
    for (const stmt of list) {
      this.statement(stmt, around, known);
      // What comes after `if (i >= n) break` runs under its condition, too.
      if (stmt.tag === "if" && someStmt([stmt], isJump)) known = [...known, stmt.cond];
    }
  }

  private statement(stmt: Stmt, around: readonly ForStmt[], conditions: readonly Node[]): void {
    for (const node of nodesOf(stmt)) this.node(node, around, conditions);
    if (stmt.tag === "store") this.access(stmt, around, conditions);
    if (stmt.tag === "for") this.found.push({ tag: "loop", loop: stmt, around });
    const inside = stmt.tag === "for" ? [...around, stmt] : around;
    const known = stmt.tag === "if" || stmt.tag === "while" ? [...conditions, stmt.cond] : conditions;
    for (const body of bodiesOf(stmt)) this.list(body, inside, known);
  }

  private node(node: Node, around: readonly ForStmt[], conditions: readonly Node[]): void {
    if (node.op === "load") this.access(node, around, conditions);
    const operands = operandsOf(node);
    operands.forEach((operand, at) => {
      // Both sides of a choice are evaluated; one of them only for its sake.
      const others =
        node.op === "select"
          ? operands.slice(0, at > 0 ? 1 : 0)
          : node.op === "and" || node.op === "or"
            ? operands.filter((other) => other !== operand && other.type === "bool")
            : [];
      this.node(operand, around, [...conditions, ...others]);
    });
  }

  private access(access: Load | StoreStmt, around: readonly ForStmt[], conditions: readonly Node[]): void {
    const atoms = this.atoms(access.index);
    const isConditional = conditions.some((condition) => this.compares(condition, atoms));
    this.found.push({ tag: "access", access, around, isConditional });
  }

  /** Whether the condition orders one of the locals. */
  private compares(condition: Node, atoms: ReadonlySet<Local>): boolean {
    switch (condition.op) {
      case "lt":
      case "le":
      case "gt":
      case "ge":
        return condition.args.some((arg) => [...this.atoms(arg)].some((atom) => atoms.has(atom)));
      case "get": {
        const definition = this.ranges.definitions.get(condition.local);
        return definition !== undefined && this.compares(definition, atoms);
      }
      default:
        return operandsOf(condition).some(
          (operand) => operand.type === "bool" && this.compares(operand, atoms),
        );
    }
  }

  /** The counters and other changing locals that a number is computed from, not those that memory is read by. */
  private atoms(node: Node, found: Set<Local> = new Set()): Set<Local> {
    if (node.op === "get") {
      const definition = this.ranges.definitions.get(node.local);
      if (definition !== undefined) this.atoms(definition, found);
      else if (!this.ranges.isParameter(node.local)) found.add(node.local);
    } else if (node.op !== "load") for (const operand of operandsOf(node)) this.atoms(operand, found);
    return found;
  }
}

function isJump(stmt: Stmt): boolean {
  return stmt.tag === "break" || stmt.tag === "continue" || stmt.tag === "return";
}

/** Ways through the IR that passes, printers and backends share. */
import type { Fn, ForStmt, IfStmt, Local, Node, Stmt, WhileStmt } from "./node";

/** An `if`. */
export function branch(cond: Node, then: readonly Stmt[], otherwise: readonly Stmt[] = []): IfStmt {
  return { tag: "if", cond, then, else: otherwise };
}

export function isLoop(stmt: Stmt): stmt is ForStmt | WhileStmt {
  return stmt.tag === "for" || stmt.tag === "while";
}

/** The nodes that a node is made of. */
export function operandsOf(node: Node): readonly Node[] {
  if (node.op === "const" || node.op === "get" || node.op === "length") return [];
  return node.op === "load" ? [node.index] : node.args;
}

/** The node with other operands; itself when they are the same. */
export function withOperands(node: Node, operands: readonly Node[]): Node {
  if (node.op === "const" || node.op === "get" || node.op === "length") return node;
  if (node.op === "load") return operands[0] === node.index ? node : { ...node, index: operands[0] as Node };
  return operands.every((operand, i) => operand === node.args[i]) ? node : { ...node, args: operands };
}

/** The expressions of a statement itself, in the order in which they are evaluated; not those of statements in it. */
export function nodesOf(stmt: Stmt): readonly Node[] {
  switch (stmt.tag) {
    case "set":
      return [stmt.value];
    case "store":
      return stmt.mask ? [stmt.index, stmt.value, stmt.mask] : [stmt.index, stmt.value];
    case "if":
    case "while":
      return [stmt.cond];
    case "for":
      return [stmt.from, stmt.limit];
    case "return":
      return stmt.value ? [stmt.value] : [];
    default:
      return [];
  }
}

/** The lists of statements in a statement. */
export function bodiesOf(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.tag) {
    case "if":
      return [stmt.then, stmt.else];
    case "for":
    case "block":
      return [stmt.body];
    case "while":
      return [stmt.body, stmt.update];
    default:
      return [];
  }
}

/** Visits the statements of a list and those inside them, outer ones first. */
export function eachStmt(stmts: readonly Stmt[], visit: (stmt: Stmt) => void): void {
  for (const stmt of stmts) {
    visit(stmt);
    for (const body of bodiesOf(stmt)) eachStmt(body, visit);
  }
}

/** Whether the test holds for a statement of the list, or for one inside of them. */
export function someStmt(stmts: readonly Stmt[], test: (stmt: Stmt) => boolean): boolean {
  return stmts.some((stmt) => test(stmt) || bodiesOf(stmt).some((body) => someStmt(body, test)));
}

/** Whether a jump in the statements names the label. */
export function jumpsTo(list: readonly Stmt[], label: number, tag?: "break" | "continue"): boolean {
  return someStmt(list, (stmt) => {
    if (stmt.tag !== "break" && stmt.tag !== "continue") return false;
    return stmt.label === label && (tag ?? stmt.tag) === stmt.tag;
  });
}

/** Visits each node below and at `roots` once, operands first. */
export function eachNode(
  roots: readonly Node[],
  visit: (node: Node) => void,
  seen: Set<Node> = new Set(),
): void {
  for (const node of roots) {
    if (seen.has(node)) continue;
    seen.add(node);
    eachNode(operandsOf(node), visit, seen);
    visit(node);
  }
}

/** The local that a statement itself sets: the target of a `set`, the counter of a `for`. */
export function targetOf(stmt: Stmt): Local | undefined {
  return stmt.tag === "set" || stmt.tag === "for" ? stmt.local : undefined;
}

/** Rebuilds expressions from their operands up; a node that is used twice is rebuilt once, so that it stays shared. */
export class NodeMap {
  private readonly done = new Map<Node, Node>();

  /** @param change gets a node whose operands were changed already */
  constructor(private readonly change: (node: Node) => Node) {}

  of(node: Node): Node {
    const known = this.done.get(node);
    if (known !== undefined) return known;
    const operands = operandsOf(node).map((operand) => this.of(operand));
    const result = this.change(withOperands(node, operands));
    this.done.set(node, result);
    return result;
  }
}

/** What a rewriting of statements does with the parts of each. */
export interface Rewrite {
  readonly node: (node: Node) => Node;
  readonly body: (body: readonly Stmt[]) => readonly Stmt[];
  readonly local?: (local: Local) => Local;
}

/** A statement with other parts. */
export function mapStmt(stmt: Stmt, { node, body, local = (same) => same }: Rewrite): Stmt {
  switch (stmt.tag) {
    case "set":
      return { ...stmt, local: local(stmt.local), value: node(stmt.value) };
    case "store": {
      const mask = stmt.mask && node(stmt.mask);
      return { ...stmt, index: node(stmt.index), value: node(stmt.value), mask };
    }
    case "if":
      return branch(node(stmt.cond), body(stmt.then), body(stmt.else));
    case "for": {
      const [from, limit] = [node(stmt.from), node(stmt.limit)];
      return { ...stmt, local: local(stmt.local), from, limit, body: body(stmt.body) };
    }
    case "while":
      return { ...stmt, cond: node(stmt.cond), body: body(stmt.body), update: body(stmt.update) };
    case "block":
      return { ...stmt, body: body(stmt.body) };
    case "return":
      return stmt.value ? { ...stmt, value: node(stmt.value) } : stmt;
    default:
      return stmt;
  }
}

/** A function with all its expressions changed by `node`, everywhere but in guards and lengths of arrays. */
export function mapNodes(fn: Fn, node: (node: Node) => Node): Fn {
  const body = (stmts: readonly Stmt[]): readonly Stmt[] =>
    stmts.map((stmt) => mapStmt(stmt, { node, body }));
  return { ...fn, body: body(fn.body) };
}

/** Nodes that are worth a name: operations and reads that `roots` use more than once. Operands come first. */
export function sharedIn(roots: readonly Node[]): Node[] {
  const uses = new Map<Node, number>();
  const order: Node[] = [];
  const visit = (node: Node): void => {
    const before = uses.get(node) ?? 0;
    uses.set(node, before + 1);
    if (before > 0) return;
    for (const operand of operandsOf(node)) visit(operand);
    order.push(node);
  };
  for (const root of roots) visit(root);
  const isCheap = ({ op }: Node) => op === "const" || op === "get" || op === "length";
  return order.filter((node) => (uses.get(node) as number) > 1 && !isCheap(node));
}

/** The largest id of a local and the largest label of a function, and fresh ones after them. */
export class Fresh {
  private id: number;
  private lastLabel = 0;
  readonly made: Local[] = [];

  constructor(fn: Fn) {
    this.id = fn.locals.reduce((largest, { id }) => Math.max(largest, id), -1);
    eachStmt(fn.body, (stmt) => {
      if ("label" in stmt) this.lastLabel = Math.max(this.lastLabel, stmt.label);
    });
  }

  local(name: string, type: Local["type"]): Local {
    const local = { id: ++this.id, name, type };
    this.made.push(local);
    return local;
  }

  label(): number {
    return ++this.lastLabel;
  }
}

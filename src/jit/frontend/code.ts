/**
 * The statements under construction. Expressions are pure, so one that was lowered early still means the same later,
 * unless a statement between changes what it reads: it is then put into a local at the place where it was lowered.
 */
import { limits } from "../../limits";
import type { Local, Node, Stmt } from "../ir/node";
import type { Type } from "../ir/types";
import { refusal } from "./refusals";
import type { Variable } from "./value";

/** What is known at one point of the program: whether it is ever reached, and which variables surely have a value. */
export class Flow {
  constructor(
    readonly reachable: boolean,
    readonly set: ReadonlySet<Variable>,
  ) {}

  with(variable: Variable): Flow {
    return this.set.has(variable) ? this : new Flow(this.reachable, new Set([...this.set, variable]));
  }

  without(variable: Variable): Flow {
    if (!this.set.has(variable)) return this;
    return new Flow(this.reachable, new Set([...this.set].filter((other) => other !== variable)));
  }

  get ended(): Flow {
    return new Flow(false, this.set);
  }

  /** Where two ways meet. */
  join(other: Flow): Flow {
    if (!other.reachable) return this;
    if (!this.reachable) return other;
    return new Flow(true, new Set([...this.set].filter((variable) => other.set.has(variable))));
  }
}

/** An expression, and where it was lowered. */
export interface Held {
  readonly node: Node;
  readonly list: Stmt[];
  readonly at: number;
}

export class Code {
  flow = new Flow(true, new Set());
  /** How many loops are around the code at hand. */
  loops = 0;
  private list: Stmt[] = [];
  private emitted = 0;

  constructor(private readonly newLocal: (type: Type) => Local) {}

  emit(statement: Stmt): void {
    this.emitted += 1;
    if (this.emitted > limits.kernelStatementsMax) throw refusal("inline-size");
    this.list.push(statement);
  }

  set(local: Local, value: Node): void {
    this.emit({ tag: "set", local, value });
  }

  /** The statements that `work` emits, as a list of their own. */
  collect(work: () => void): Stmt[] {
    const outer = this.list;
    const inner: Stmt[] = [];
    this.list = inner;
    work();
    this.list = outer;
    return inner;
  }

  /** What a local was just set to, where that is a constant. */
  constantIn(local: Local): Node | undefined {
    for (const statement of this.list.toReversed()) {
      if (statement.tag !== "set") return undefined;
      if (statement.local === local) return statement.value.op === "const" ? statement.value : undefined;
    }
    return undefined;
  }

  hold(node: Node): Held {
    return { node, list: this.list, at: this.list.length };
  }

  /** The held expressions as they were when they were held, in that order. */
  settle(held: readonly Held[]): Node[] {
    const nodes = held.map(({ node }) => node);
    for (let index = held.length - 1; index >= 0; index--) {
      const { node, list, at } = held[index] as Held;
      if (at === list.length || !disturbed(node, list, at)) continue;
      const local = this.newLocal(node.type);
      list.splice(at, 0, { tag: "set", local, value: node });
      nodes[index] = { op: "get", type: local.type, local };
    }
    return nodes;
  }
}

function disturbed(node: Node, list: readonly Stmt[], from: number): boolean {
  const reads = new Reads(node);
  if (reads.locals.size === 0 && !reads.loads) return false;
  return list.slice(from).some((statement) => changes(statement, reads));
}

/** What an expression reads. */
export class Reads {
  readonly locals = new Set<Local>();
  loads = false;

  constructor(node: Node) {
    this.visit(node);
  }

  private visit(node: Node): void {
    if (node.op === "get") this.locals.add(node.local);
    else if (node.op === "load") {
      this.loads = true;
      this.visit(node.index);
    } else if ("args" in node) for (const arg of node.args) this.visit(arg);
  }
}

/** Whether a statement may change what is read. */
export function changes(statement: Stmt, reads: Reads): boolean {
  switch (statement.tag) {
    case "set":
      return reads.locals.has(statement.local);
    case "store":
      return reads.loads;
    case "if":
      return [...statement.then, ...statement.else].some((inner) => changes(inner, reads));
    case "for":
      return reads.locals.has(statement.local) || statement.body.some((inner) => changes(inner, reads));
    case "while":
      return [...statement.body, ...statement.update].some((inner) => changes(inner, reads));
    case "block":
      return statement.body.some((inner) => changes(inner, reads));
    default:
      return false;
  }
}

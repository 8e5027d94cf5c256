/**
 * Rewrites what was proven: counters and indices in int32 arithmetic. It wraps modulo 2^32 where the numbers of
 * JavaScript do not; since the proven results are int32 and all steps whole and exact, both end at the same.
 *
 * A counter becomes an int32. A parameter or a local that an index is made of gets an int32 twin, set with it.
 */
import { apply, constant, get, i32 } from "../ir/build";
import type { Apply, Fn, ForStmt, Load, Local, Node, OpName, SetStmt, Stmt, StoreStmt } from "../ir/node";
import { scalarOf } from "../ir/types";
import { Fresh, mapStmt, operandsOf, withOperands } from "../ir/walk";
import type { Ranges } from "./ranges";

/** What is known of an access: its index is an int32, or even inside of the array. */
export type Proof = "int32" | "inside";

const ring: ReadonlySet<OpName> = new Set(["add", "sub", "mul", "neg"]);
const order: ReadonlySet<OpName> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

export class Integers {
  /** Whether reads are left that may be outside. */
  checkedReads = false;
  private readonly fresh: Fresh;
  private readonly counters: ReadonlySet<Local>;
  private readonly twins = new Map<Local, Local>();
  private readonly entry: Stmt[] = [];
  private readonly numbers = new Map<Node, Node>();
  private readonly integers = new Map<Node, Node>();
  /** Sets as rewritten, by which local's definition they are. */
  private readonly origins = new Map<Stmt, SetStmt>();

  constructor(
    private readonly fn: Fn,
    private readonly ranges: Ranges,
    private readonly loops: ReadonlySet<ForStmt>,
    private readonly proofs: ReadonlyMap<Load | StoreStmt, Proof>,
  ) {
    this.fresh = new Fresh(fn);
    this.counters = new Set([...loops].map(({ local }) => local));
  }

  rewrite(): Fn {
    const list = this.list(this.fn.body);
    const doubled = new Map<Stmt, Stmt>();
    // Twins need twins of what they are made of.
    for (let size = -1; size !== this.twins.size; ) {
      size = this.twins.size;
      for (const [stmt, origin] of this.origins) {
        const twin = this.twins.get(origin.local);
        if (twin) doubled.set(stmt, { tag: "set", local: twin, value: this.converted(origin.value, false) });
      }
    }
    const body = this.withTwins(list, doubled);
    return { ...this.fn, body: [...this.entry, ...body], locals: [...this.fn.locals, ...this.fresh.made] };
  }

  private list(list: readonly Stmt[]): readonly Stmt[] {
    return list.map((stmt) => {
      if (stmt.tag === "for" && this.loops.has(stmt)) return this.loop(stmt);
      const parts = {
        node: (node: Node) => this.number(node),
        body: (inner: readonly Stmt[]) => this.list(inner),
      };
      const proof = stmt.tag === "store" ? this.proofs.get(stmt) : undefined;
      const done = mapStmt(stmt, parts);
      if (stmt.tag === "set" && this.ranges.definitions.has(stmt.local)) this.origins.set(done, stmt);
      if (stmt.tag !== "store" || proof === undefined) return done;
      const checked = stmt.checked && proof !== "inside";
      return { ...done, index: this.integer(stmt.index), checked } as StoreStmt;
    });
  }

  private withTwins(list: readonly Stmt[], doubled: ReadonlyMap<Stmt, Stmt>): readonly Stmt[] {
    return list.flatMap((stmt) => {
      const body = (inner: readonly Stmt[]) => this.withTwins(inner, doubled);
      const twin = doubled.get(stmt);
      const same = mapStmt(stmt, { node: (node) => node, body });
      return twin ? [same, twin] : [same];
    });
  }

  private loop(loop: ForStmt): ForStmt {
    const rounds = { lt: "ceil", le: "floor", gt: "floor", ge: "ceil", ne: "floor" } as const;
    const whole = this.ranges.of(loop.limit)?.whole ?? false;
    const round = apply(rounds[loop.compare], [this.number(loop.limit)]);
    const limit = whole ? this.integer(loop.limit) : apply("asI32", [round]);
    const counts = loop.compare === "le" && loop.step > 0;
    return {
      ...loop,
      local: this.twin(loop.local),
      from: this.integer(loop.from),
      compare: counts ? "lt" : loop.compare,
      limit: counts ? sum(limit, i32(1)) : limit,
      body: this.list(loop.body),
    };
  }

  /** The same value, of the same type. */
  private number(node: Node): Node {
    let done = this.numbers.get(node);
    if (done === undefined) {
      done = this.rewritten(node);
      this.numbers.set(node, done);
    }
    return done;
  }

  private rewritten(node: Node): Node {
    if (node.op === "get" && this.counters.has(node.local))
      return apply("toF64", [get(this.twin(node.local))]);
    if (node.op === "load") return this.load(node);
    const done = withOperands(
      node,
      operandsOf(node).map((operand) => this.number(operand)),
    );
    return "args" in done && order.has(done.op) ? compared(done) : done;
  }

  private load(node: Load): Node {
    const proof = this.proofs.get(node);
    const index = proof === undefined ? this.number(node.index) : this.integer(node.index);
    const checked = node.checked && proof !== "inside";
    if (checked) this.checkedReads = true;
    if (checked || !node.checked) return { ...node, index };
    const type = scalarOf(node.array.elem);
    const read: Load = { ...node, index, checked, type };
    return type === "i32" ? apply("toF64", [read]) : read;
  }

  /** A whole number as an int32 (modulo 2^32, as long as it is a part of something larger). */
  private integer(node: Node): Node {
    let done = this.integers.get(node);
    if (done === undefined) {
      done = this.converted(node, true);
      this.integers.set(node, done);
    }
    return done;
  }

  /** @param proven that the value itself is an int32 */
  private converted(node: Node, proven: boolean): Node {
    if (node.type === "i32") return this.number(node);
    if (node.op === "const") return i32(node.value | 0);
    if (node.op === "get") return this.local(node, proven);
    if (node.op === "toF64" && node.args[0]?.type === "i32") return this.number(node.args[0]);
    if ("args" in node && ring.has(node.op) && this.isWhole(node)) {
      return apply(
        node.op as "add",
        node.args.map((arg) => this.converted(arg, false)),
      );
    }
    const number = this.number(node);
    if (number.op === "toF64" && number.args[0]?.type === "i32") return number.args[0];
    return apply(proven ? "asI32" : "toI32", [number]);
  }

  private isWhole(node: Apply): boolean {
    return node.args.every((arg) => this.ranges.of(arg)?.whole === true);
  }

  private local(node: Extract<Node, { op: "get" }>, proven: boolean): Node {
    const { local } = node;
    if (this.counters.has(local) || this.ranges.definitions.has(local)) return get(this.twin(local));
    if (!this.ranges.isParameter(local)) return apply(proven ? "asI32" : "toI32", [node]);
    if (!this.twins.has(local)) {
      this.entry.push({ tag: "set", local: this.twin(local), value: apply("asI32", [node]) });
    }
    return get(this.twin(local));
  }

  private twin(local: Local): Local {
    let twin = this.twins.get(local);
    if (twin === undefined) {
      twin = this.fresh.local(local.name, "i32");
      this.twins.set(local, twin);
    }
    return twin;
  }
}

function sum(a: Node, b: Node): Node {
  return a.op === "const" && b.op === "const" ? i32(a.value + b.value) : apply("add", [a, b]);
}

/** Numbers that are int32 compare as such. */
function compared(node: Apply): Node {
  const args = node.args.map((arg) => {
    if (arg.op === "toF64" && arg.args[0]?.type === "i32") return arg.args[0];
    return arg.op === "const" && arg.type === "f64" && arg.value === (arg.value | 0)
      ? constant("i32", arg.value | 0)
      : undefined;
  });
  const [a, b] = args;
  if (a === undefined || b === undefined) return node;
  return apply(node.op as "lt", [a, b]);
}

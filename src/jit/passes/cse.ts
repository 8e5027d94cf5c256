/**
 * Common subexpressions: what was computed before and is still the same is read from a local instead. Locals that are
 * copies or constants give way to what they are copies of; a read of an element that was just written gives what was.
 *
 *   y = x * x + 1;  z = sqrt(x * x + 1)     →     y = x * x + 1;  z = sqrt(y)
 *
 * Statements are walked in order with value numbers (passes/values). An expression can be used again in what follows in
 * its list and in the lists inside of that; there it is certain to have been computed. What loops change is unknown
 * from their head on.
 */
import { get, load } from "../ir/build";
import type { Fn, ForStmt, IfStmt, Local, Node, SetStmt, Stmt, StoreStmt, WhileStmt } from "../ir/node";
import { scalarOf, scalarPart } from "../ir/types";
import { eachNode, Fresh, mapStmt, nodesOf, operandsOf, withOperands } from "../ir/walk";
import { Values } from "./values";
import { ownWeight, weighs } from "./weight";

/** An expression that was computed. */
interface Entry {
  readonly stmt: Stmt;
  readonly node: Node;
  /** Where it is kept, once it is wanted again. */
  kept?: Local;
}

/** What to put in the place of nodes. */
type Replacements = Map<Node, Node>;

/** Lighter expressions are computed again: that is no slower than reading them back. */
const weightMin = 2;

export function cse(fn: Fn): Fn {
  if (fn.undefinedReads) return fn; // what is written may not be what is read
  const same = (node: Node) => node;
  const renew = (list: readonly Stmt[]): readonly Stmt[] =>
    list.map((stmt) => ({ ...mapStmt(stmt, { node: same, body: renew }) }));
  const body = renew(fn.body); // each statement an object of its own: they are what results are kept by
  return new Search({ ...fn, body }).run();
}

class Search {
  private readonly values: Values;
  private readonly fresh: Fresh;
  private readonly scopes: Map<number, Entry>[] = [new Map()];
  /** Locals by a number they had at some time. */
  private readonly holders = new Map<number, Local[]>();
  private readonly replaced = new Map<Stmt, Replacements>();
  /** Of what a loop evaluates again and again: its limit, its condition. */
  private readonly replacedInHeads = new Map<Stmt, Replacements>();
  private readonly kept = new Map<Stmt, Entry[]>();

  constructor(private readonly fn: Fn) {
    this.values = new Values(fn);
    this.fresh = new Fresh(fn);
    for (const local of fn.locals) this.holders.set(this.values.local(local), [local]);
  }

  run(): Fn {
    this.list(this.fn.body);
    const body = this.rebuilt(this.fn.body);
    return { ...this.fn, body, locals: [...this.fn.locals, ...this.fresh.made] };
  }

  /** @returns whether control comes to the end of the list */
  private list(list: readonly Stmt[]): boolean {
    for (const stmt of list) if (!this.stmt(stmt)) return false;
    return true;
  }

  private inner(list: readonly Stmt[]): boolean {
    this.scopes.push(new Map());
    const ends = this.list(list);
    this.scopes.pop();
    return ends;
  }

  private stmt(stmt: Stmt): boolean {
    switch (stmt.tag) {
      case "set":
        this.set(stmt);
        return true;
      case "store":
        this.store(stmt);
        return true;
      case "if":
        return this.if(stmt);
      case "for":
        this.for(stmt);
        return true;
      case "while":
        this.while(stmt);
        return true;
      case "block":
        this.inner(stmt.body);
        this.values.forget(stmt.body);
        return true;
      default:
        this.here(stmt, nodesOf(stmt));
        return false;
    }
  }

  private set(stmt: SetStmt): void {
    const known = this.here(stmt, [stmt.value]);
    const number = this.values.of(stmt.value, known);
    this.values.set(stmt.local, number);
    const holders = this.holders.get(number);
    if (holders === undefined) this.holders.set(number, [stmt.local]);
    else if (!holders.includes(stmt.local)) holders.push(stmt.local);
  }

  private store(stmt: StoreStmt): void {
    const known = this.here(stmt, nodesOf(stmt));
    const { array, index, value, checked, mask } = stmt;
    const isSame =
      scalarOf(array.elem) === scalarPart(value.type) && ["f64", "f32", "i32"].includes(array.elem);
    const read =
      isSame && !checked && !mask
        ? { ...load(array, index, { checked: false }), type: value.type }
        : undefined;
    this.values.written(array, read, this.values.of(value, known), known);
  }

  private if(stmt: IfStmt): boolean {
    this.here(stmt, [stmt.cond]);
    const before = this.values.save();
    const thenEnds = this.inner(stmt.then);
    const after = this.values.save();
    this.values.restore(before);
    const elseEnds = this.inner(stmt.else);
    if (thenEnds && elseEnds) this.values.meet(after);
    else if (thenEnds) this.values.restore(after);
    return thenEnds || elseEnds;
  }

  private for(stmt: ForStmt): void {
    this.here(stmt, [stmt.from]);
    this.values.forget([stmt]);
    this.head(stmt, stmt.limit);
    this.inner(stmt.body);
    this.values.forget([stmt]);
  }

  private while(stmt: WhileStmt): void {
    this.values.forget([stmt]);
    if (stmt.test === "before") this.head(stmt, stmt.cond);
    this.inner(stmt.body);
    this.values.forget(stmt.body);
    this.inner(stmt.update);
    this.values.forget([stmt]);
    if (stmt.test === "after") this.head(stmt, stmt.cond);
  }

  /** Nodes that are evaluated once, where the statement stands. */
  private here(stmt: Stmt, nodes: readonly Node[]): Map<Node, number> {
    const known = new Map<Node, number>();
    const replaced: Replacements = new Map();
    this.replaced.set(stmt, replaced);
    for (const node of nodes) this.use(node, { stmt, known, replaced, isHead: false });
    return known;
  }

  private head(stmt: Stmt, node: Node): void {
    const replaced: Replacements = new Map();
    this.replacedInHeads.set(stmt, replaced);
    this.use(node, { stmt, known: new Map(), replaced, isHead: true });
  }

  private use(
    node: Node,
    place: { stmt: Stmt; known: Map<Node, number>; replaced: Replacements; isHead: boolean },
  ): void {
    if (node.op === "const" || node.op === "length" || place.replaced.has(node)) return;
    const number = this.values.of(node, place.known);
    const found = this.values.constant(number) ?? this.held(number, node);
    if (found !== undefined) {
      if (found !== node) place.replaced.set(node, found);
      return;
    }
    const entry = this.scopes.findLast((scope) => scope.has(number))?.get(number);
    if (entry !== undefined) {
      place.replaced.set(node, get(this.keep(entry)));
      return;
    }
    if (!place.isHead && ownWeight(node) > 0 && weighs(node, weightMin)) {
      this.scopes.at(-1)?.set(number, { stmt: place.stmt, node });
    }
    for (const operand of operandsOf(node)) this.use(operand, place);
  }

  /** The local that has this value now, the oldest of them; a read of it stays what it is. */
  private held(number: number, node: Node): Node | undefined {
    const local = this.holders.get(number)?.find((holder) => this.values.local(holder) === number);
    if (local === undefined) return undefined;
    return node.op === "get" && node.local === local ? node : get(local);
  }

  private keep(entry: Entry): Local {
    if (entry.kept !== undefined) return entry.kept;
    const local = this.fresh.local("", entry.node.type);
    entry.kept = local;
    this.replaced.get(entry.stmt)?.set(entry.node, get(local));
    this.kept.set(entry.stmt, [...(this.kept.get(entry.stmt) ?? []), entry]);
    return local;
  }

  private rebuilt(list: readonly Stmt[]): readonly Stmt[] {
    return list.flatMap((stmt): readonly Stmt[] => {
      const body = (inner: readonly Stmt[]) => this.rebuilt(inner);
      const here = new Substitution(this.replaced.get(stmt));
      const node = (one: Node) => here.of(one);
      const changed = mapStmt(stmt, { node, body });
      const head = new Substitution(this.replacedInHeads.get(stmt));
      if (stmt.tag === "for")
        return [...this.keptAt(stmt, here), { ...changed, limit: head.of(stmt.limit) } as Stmt];
      if (stmt.tag === "while") return [{ ...changed, cond: head.of(stmt.cond) } as Stmt];
      return [...this.keptAt(stmt, here), changed];
    });
  }

  /** What is computed before a statement for it and for later ones, inner expressions first. */
  private keptAt(stmt: Stmt, here: Substitution): readonly Stmt[] {
    const entries = new Map((this.kept.get(stmt) ?? []).map((entry) => [entry.node, entry]));
    const sets: Stmt[] = [];
    if (entries.size === 0) return sets;
    eachNode(nodesOf(stmt), (node) => {
      const kept = entries.get(node)?.kept;
      if (kept !== undefined) sets.push({ tag: "set", local: kept, value: here.inside(node) });
    });
    return sets;
  }
}

/** Nodes with others in the place of some. */
class Substitution {
  private readonly done = new Map<Node, Node>();

  constructor(private readonly replaced: Replacements = new Map()) {}

  of(node: Node): Node {
    const known = this.replaced.get(node) ?? this.done.get(node);
    if (known !== undefined) return known;
    const result = this.inside(node);
    this.done.set(node, result);
    return result;
  }

  /** The node itself, over operands that may be replaced. */
  inside(node: Node): Node {
    return withOperands(
      node,
      operandsOf(node).map((operand) => this.of(operand)),
    );
  }
}

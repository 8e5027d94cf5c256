/**
 * The same for less: every expression by the rules of passes/rules, from the leaves up, until none applies. Only rules
 * that hold bit for bit are there, so that nothing shows but speed.
 */
import { assert } from "../../assert";
import { Lazy } from "../../lazy";
import { apply } from "../ir/build";
import type { Apply, Fn, Node, OpName, Stmt, StoreStmt } from "../ir/node";
import { mapNodes, mapStmt, NodeMap } from "../ir/walk";
import { foldNode } from "./fold";
import { divisionRules, f32Rules, floatRules } from "./rules/floats";
import { integerRules } from "./rules/integers";
import { logicRules } from "./rules/logic";
import { powerRules } from "./rules/powers";
import { isOp, type Rule, type Rules, scalarIs } from "./rules/rule";

/** Rules make things smaller; if they ever go in circles, that ends here. */
const roundsMax = 100;

export interface SimplifyOptions {
  /** For machine code, where a multiplication is cheaper than a division. */
  readonly machine?: boolean | undefined;
}

export function simplify(fn: Fn, { machine = false }: SimplifyOptions = {}): Fn {
  if (fn.undefinedReads) return fn; // the rules do not know undefined
  const simplifier = new Simplifier((machine ? machineRules : scriptRules).module);
  const simple = mapNodes(fn, (node) => simplifier.of(node));
  const body = (list: readonly Stmt[]): readonly Stmt[] =>
    list.map((stmt) =>
      stmt.tag === "store" ? simplifier.store(stmt) : mapStmt(stmt, { node: (node) => node, body }),
    );
  return { ...simple, body: body(simple.body) };
}

type RuleTable = ReadonlyMap<OpName, readonly Rule[]>;

/** By operation, in the order in which they are tried. */
function tableOf(more: readonly Rules[]): RuleTable {
  const rules = new Map<OpName, readonly Rule[]>();
  for (const table of [powerRules(), f32Rules, integerRules, floatRules, logicRules, ...more]) {
    for (const [op, those] of Object.entries(table) as [OpName, readonly Rule[]][]) {
      rules.set(op, [...(rules.get(op) ?? []), ...those]);
    }
  }
  return rules;
}

/** Made once, and with them it is tested once which powers the engine has exactly. */
const scriptRules = new Lazy(() => tableOf([]));
const machineRules = new Lazy(() => tableOf([divisionRules]));

class Simplifier {
  private readonly nodes = new NodeMap((node) => this.rewrite(node));

  constructor(private readonly rules: RuleTable) {}

  of(node: Node): Node {
    return this.nodes.of(node);
  }

  /** An element of f32 rounds what is stored: a sum in doubles of two f32 can be one in f32. */
  store(stmt: StoreStmt): StoreStmt {
    if (stmt.array.elem !== "f32" || !scalarIs(stmt.value, "f64") || stmt.value.op === "const") return stmt;
    const rounded = this.of(apply("toF32", [stmt.value]));
    return isOp(rounded, "toF32") ? stmt : { ...stmt, value: rounded };
  }

  private rewrite(node: Node, rounds = 0): Node {
    if (!("args" in node)) return node;
    assert(rounds < roundsMax, `the rules for ${node.op} do not come to an end`);
    const next = foldNode(node) ?? this.step(node);
    return next === undefined ? node : this.inner(next, node, rounds);
  }

  private step(node: Apply): Node | undefined {
    const [a, b, c] = node.args as [Node, Node, Node];
    for (const rule of this.rules.get(node.op) ?? []) {
      const next = rule(node, a, b, c);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  /** What a rule made may hold operations that are new: they are simplified too, operands first. */
  private inner(next: Node, before: Apply, rounds: number): Node {
    if (!("args" in next)) return next;
    const known = new Set<Node>(before.args);
    const args = next.args.map((arg) => (known.has(arg) ? arg : this.of(arg)));
    const isSame = args.every((arg, i) => arg === next.args[i]);
    return this.rewrite(isSame ? next : { ...next, args }, rounds + 1);
  }
}

/**
 * Tells which variables are used as arrays, and by how many indices: also through a second name, a row in a constant,
 * or a function that they are passed to.
 */
import type { Binding, Scopes } from "./scope";
import {
  type AnyNode,
  type CallExpression,
  calleeOf,
  childrenOf,
  type FunctionNode,
  isFunction,
  type MemberExpression,
  unchained,
  unnamed,
} from "./syntax";

/** By how many indices a function from outside goes into what it is given at that position: 0 for a number. */
export type RankTaken = (callee: AnyNode, index: number) => number;

export class ArrayUse {
  private readonly known = new Map<Binding, number>();

  constructor(
    private readonly root: AnyNode,
    private readonly scopes: Scopes,
    private readonly outside: RankTaken = () => 0,
  ) {}

  /** By how many indices an element of it is reached: 0 for a number, 2 for `a[i][j]`. */
  rank(binding: Binding): number {
    let rank = this.known.get(binding);
    if (rank === undefined) {
      this.known.set(binding, 0);
      rank = this.below(this.root, binding);
      this.known.set(binding, rank);
    }
    return rank;
  }

  private below(node: AnyNode, binding: Binding): number {
    return Math.max(this.at(node, binding), ...childrenOf(node).map((child) => this.below(child, binding)));
  }

  /** By how many indices an expression goes into the variable: 1 for `a[i]`. Undefined for any other. */
  private depth(written: AnyNode | null | undefined, binding: Binding): number | undefined {
    if (!written) return undefined;
    const node = unchained(written);
    if (node.type === "Identifier") return this.scopes.bindings.get(node) === binding ? 0 : undefined;
    if (node.type === "ConditionalExpression") {
      return this.depth(node.consequent, binding) ?? this.depth(node.alternate, binding);
    }
    if (node.type !== "MemberExpression" || !node.computed) return undefined;
    const depth = this.depth(node.object, binding);
    return depth === undefined ? undefined : depth + 1;
  }

  private at(node: AnyNode, binding: Binding): number {
    if (node.type === "MemberExpression") return this.after(node.object, binding, isOfArrays(node) ? 1 : 0);
    if (node.type === "SpreadElement") return this.after(node.argument, binding, 1);
    if (node.type === "ForOfStatement") {
      const { left } = node;
      const name = left.type === "VariableDeclaration" ? left.declarations[0]?.id : undefined;
      return this.after(node.right, binding, 1 + this.rankOf(name));
    }
    if (node.type === "VariableDeclarator") {
      const { id } = node;
      if (id.type === "ObjectPattern") {
        return this.after(node.init, binding, Number(id.properties.some(takesLength)));
      }
      const alias = id.type === "Identifier" ? this.scopes.bindings.get(id) : undefined;
      return this.after(node.init, binding, alias?.writes === 0 ? this.rankOf(id) : 0);
    }
    return node.type === "CallExpression" ? this.passed(node, binding) : 0;
  }

  /** The rank of what is gone into so far, and then by so many indices more. */
  private after(node: AnyNode | null | undefined, binding: Binding, rank: number): number {
    const depth = this.depth(node, binding);
    return depth === undefined || rank === 0 ? 0 : depth + rank;
  }

  private passed({ callee: written, arguments: given }: CallExpression, binding: Binding): number {
    const callee = calleeOf(written);
    const local = this.localFunction(callee);
    const ranks = given.map((argument, index) => {
      if (this.depth(argument, binding) === undefined) return 0;
      if (local !== undefined) return this.after(argument, binding, this.rankOf(local.params[index]));
      const rank = this.outside(callee, index);
      // What goes through numbers gives each of them, or each row, to functions.
      const each = given.map((other) => (isFunction(other) ? this.rankOf(other.params[0]) : 0));
      return this.after(argument, binding, rank === 0 ? 0 : rank + Math.max(0, ...each));
    });
    return Math.max(0, ...ranks);
  }

  /** Of the variable that a name declares. */
  private rankOf(name: AnyNode | null | undefined): number {
    const binding = name?.type === "Identifier" ? this.scopes.bindings.get(name) : undefined;
    return binding === undefined ? 0 : this.rank(binding);
  }

  /** `const f = (…) => …` or `function f(…) {…}` of this text, or a function that is called where it is written. */
  private localFunction(callee: AnyNode): FunctionNode | undefined {
    if (isFunction(callee)) return callee;
    const binding = callee.type === "Identifier" ? this.scopes.bindings.get(callee) : undefined;
    if (binding === undefined) return undefined;
    return binding.value ?? initialFunction(this.root, binding);
  }
}

/** `a[i]`, and names that arrays have and numbers have not. */
function isOfArrays({ computed, property }: MemberExpression): boolean {
  if (computed || property.type !== "Identifier") return computed;
  return property.name in Float64Array.prototype && !(property.name in Number.prototype);
}

/** `const { length } = a`. */
function takesLength(property: AnyNode): boolean {
  return property.type === "Property" && property.key.type === "Identifier" && property.key.name === "length";
}

function initialFunction(node: AnyNode, binding: Binding): FunctionNode | undefined {
  if (node.type === "VariableDeclarator" && node.id === binding.node) {
    const init = node.init && unnamed(node.init);
    return init && isFunction(init) ? init : undefined;
  }
  for (const child of childrenOf(node)) {
    const found = initialFunction(child, binding);
    if (found !== undefined) return found;
  }
  return undefined;
}

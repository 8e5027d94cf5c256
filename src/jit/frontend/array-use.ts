/** Tells which variables are used as arrays: also through a second name, or a function that they are passed to. */
import type { Binding, Scopes } from "./scope";
import {
  type AnyNode,
  calleeOf,
  childrenOf,
  type FunctionNode,
  isFunction,
  type MemberExpression,
  unnamed,
} from "./syntax";

/** Whether a function from outside takes an array at that position. */
export type TakesArray = (callee: AnyNode, index: number) => boolean;

export class ArrayUse {
  private readonly asked = new Set<Binding>();

  constructor(
    private readonly root: AnyNode,
    private readonly scopes: Scopes,
    private readonly outside: TakesArray = () => false,
  ) {}

  has(binding: Binding): boolean {
    if (this.asked.has(binding)) return false;
    this.asked.add(binding);
    return this.below(this.root, binding);
  }

  private below(node: AnyNode, binding: Binding): boolean {
    return this.at(node, binding) || childrenOf(node).some((child) => this.below(child, binding));
  }

  private is(node: AnyNode | null | undefined, binding: Binding): boolean {
    return node?.type === "Identifier" && this.scopes.bindings.get(node) === binding;
  }

  private at(node: AnyNode, binding: Binding): boolean {
    if (node.type === "MemberExpression") return this.is(node.object, binding) && isOfArrays(node);
    if (node.type === "ForOfStatement") return this.is(node.right, binding);
    if (node.type === "SpreadElement") return this.is(node.argument, binding);
    if (node.type === "VariableDeclarator" && this.is(node.init, binding)) {
      if (node.id.type === "ObjectPattern") return node.id.properties.some(takesLength);
      const alias = node.id.type === "Identifier" ? this.scopes.bindings.get(node.id) : undefined;
      return alias !== undefined && alias.writes === 0 && this.has(alias);
    }
    if (node.type !== "CallExpression") return false;
    const callee = calleeOf(node.callee);
    const local = this.localFunction(callee);
    return node.arguments.some((argument, index) => {
      if (!this.is(argument, binding)) return false;
      return local === undefined ? this.outside(callee, index) : this.passed(local, index);
    });
  }

  private passed({ params }: FunctionNode, index: number): boolean {
    const param = params[index];
    const target = param?.type === "Identifier" ? this.scopes.bindings.get(param) : undefined;
    return target !== undefined && this.has(target);
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

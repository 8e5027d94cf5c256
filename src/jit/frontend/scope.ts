/**
 * Who is who: for each name in a tree, the variable that it means, or that it comes from outside. Of all JavaScript,
 * not only of what compiles: it also tells whether a function can be moved, and whether a captured variable changes.
 *
 *   function ── params, `var`s of its body, its own name
 *     └ block, loop, switch, catch, class ── `let`, `const`, `class`, `function` in it
 */
import { type AnyNode, childrenOf, type FunctionNode, type Identifier, isFunction } from "./syntax";

export type BindingKind =
  | "param"
  | "let"
  | "const"
  | "var"
  | "function"
  | "class"
  | "catch"
  | "own name"
  | "import";

/** One variable of a text. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** Where it was declared. */
  readonly node: Identifier;
  /** Of `function`: what it is. */
  readonly value?: FunctionNode | undefined;
  /** Assignments, beside the one at its declaration. */
  writes: number;
}

export interface Reference {
  readonly node: Identifier;
  /** Undefined: from outside of the text. */
  readonly binding: Binding | undefined;
  readonly write: boolean;
  /** The functions around it, outermost first. */
  readonly functions: readonly FunctionNode[];
}

class Scope {
  readonly names = new Map<string, Binding>();

  constructor(readonly parent: Scope | undefined) {}

  find(name: string): Binding | undefined {
    return this.names.get(name) ?? this.parent?.find(name);
  }
}

/** The names of one tree. */
export class Scopes {
  /** By identifier: of declarations and of uses. */
  readonly bindings = new Map<Identifier, Binding>();
  readonly references: Reference[] = [];
  /** Of a program: what it declares at its top. */
  readonly top: ReadonlyMap<string, Binding>;
  private functions: readonly FunctionNode[] = [];

  constructor(root: AnyNode) {
    const scope = new Scope(undefined);
    this.top = scope.names;
    if (root.type === "Program") {
      this.hoist(root.body, scope);
      this.declareAll(root.body, scope);
    }
    this.visit(root, scope);
  }

  /** Names from outside. */
  get free(): readonly Reference[] {
    return this.references.filter(({ binding }) => binding === undefined);
  }

  private declare(node: Identifier, kind: BindingKind, scope: Scope, value?: FunctionNode): Binding {
    const known = scope.names.get(node.name);
    if (known !== undefined) {
      // A second `var x` or `function x`: one variable, which changes.
      known.writes += 1;
      this.bindings.set(node, known);
      return known;
    }
    const binding: Binding = { name: node.name, kind, node, value, writes: 0 };
    scope.names.set(node.name, binding);
    this.bindings.set(node, binding);
    return binding;
  }

  /** The names in a pattern. */
  private declarePattern(pattern: AnyNode, kind: BindingKind, scope: Scope): Binding[] {
    if (pattern.type === "Identifier") return [this.declare(pattern, kind, scope)];
    if (pattern.type === "AssignmentPattern") return this.declarePattern(pattern.left, kind, scope);
    if (pattern.type === "Property") return this.declarePattern(pattern.value, kind, scope);
    if (pattern.type === "MemberExpression") return [];
    return childrenOf(pattern).flatMap((child) => this.declarePattern(child, kind, scope));
  }

  /** `var`s, down to, but not into, other functions. One in a loop changes each time. */
  private hoist(nodes: readonly AnyNode[], scope: Scope, looped = false): void {
    for (const node of nodes) {
      if (isFunction(node) || node.type === "ClassDeclaration" || node.type === "ClassExpression") continue;
      if (node.type === "VariableDeclaration" && node.kind === "var") {
        for (const { id, init } of node.declarations) {
          const bindings = this.declarePattern(id, "var", scope);
          if (looped && (init || bindings.length > 0)) for (const binding of bindings) binding.writes += 1;
        }
      }
      this.hoist(childrenOf(node), scope, looped || /^(?:For|While|DoWhile)/.test(node.type));
    }
  }

  private declareAll(nodes: readonly AnyNode[], scope: Scope): void {
    for (const node of nodes) {
      const item = node.type === "ExportNamedDeclaration" ? (node.declaration ?? node) : node;
      if (item.type === "FunctionDeclaration" && item.id) this.declare(item.id, "function", scope, item);
      if (item.type === "ClassDeclaration" && item.id) this.declare(item.id, "class", scope);
      if (item.type === "VariableDeclaration" && item.kind !== "var") {
        const kind = item.kind === "let" ? "let" : "const";
        for (const { id } of item.declarations) this.declarePattern(id, kind, scope);
      }
      if (item.type === "ImportDeclaration") {
        for (const { local } of item.specifiers) this.declare(local, "import", scope);
      }
      if (item.type === "ExportDefaultDeclaration") this.declareAll([item.declaration], scope);
      if (item.type === "LabeledStatement") this.declareAll([item.body], scope);
    }
  }

  private visit(node: AnyNode, scope: Scope): void {
    if (isFunction(node)) {
      this.visitFunction(node, scope);
      return;
    }
    switch (node.type) {
      case "Identifier":
        this.use(node, scope, false);
        return;
      case "MemberExpression":
        this.visit(node.object, scope);
        if (node.computed) this.visit(node.property, scope);
        return;
      case "Property":
      case "MethodDefinition":
      case "PropertyDefinition":
        if (node.computed) this.visit(node.key, scope);
        if (node.value) this.visit(node.value, scope);
        return;
      case "AssignmentExpression":
        this.write(node.left, scope, node.operator !== "=");
        this.visit(node.right, scope);
        return;
      case "UpdateExpression":
        this.write(node.argument, scope, true);
        return;
      case "VariableDeclarator":
        this.visitPattern(node.id, scope);
        if (node.init) this.visit(node.init, scope);
        return;
      case "LabeledStatement":
        this.visit(node.body, scope);
        return;
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
      case "ImportDeclaration":
        return;
      case "ExportNamedDeclaration":
        if (node.declaration) this.visit(node.declaration, scope);
        return;
      case "ForOfStatement":
      case "ForInStatement":
      case "ForStatement":
      case "BlockStatement":
      case "SwitchStatement":
      case "StaticBlock":
      case "CatchClause":
      case "ClassDeclaration":
      case "ClassExpression":
        this.visitBlock(node, scope);
        return;
      default:
        for (const child of childrenOf(node)) this.visit(child, scope);
    }
  }

  private use(node: Identifier, scope: Scope, write: boolean): void {
    const binding = scope.find(node.name);
    if (binding !== undefined) this.bindings.set(node, binding);
    if (write && binding !== undefined) binding.writes += 1;
    this.references.push({ node, binding, write, functions: this.functions });
  }

  /** A target of an assignment. */
  private write(target: AnyNode, scope: Scope, isRead: boolean): void {
    if (target.type === "Identifier") {
      if (isRead) this.use(target, scope, false);
      this.use(target, scope, true);
    } else if (target.type === "MemberExpression") this.visit(target, scope);
    else if (target.type === "AssignmentPattern") {
      this.write(target.left, scope, false);
      this.visit(target.right, scope);
    } else if (target.type === "Property") {
      if (target.computed) this.visit(target.key, scope);
      this.write(target.value, scope, false);
    } else for (const child of childrenOf(target)) this.write(child, scope, false);
  }

  /** Of a declaration: only defaults and computed keys are used. */
  private visitPattern(pattern: AnyNode, scope: Scope): void {
    if (pattern.type === "Identifier") {
      const binding = scope.find(pattern.name);
      if (binding !== undefined) this.bindings.set(pattern, binding);
    } else if (pattern.type === "AssignmentPattern") {
      this.visitPattern(pattern.left, scope);
      this.visit(pattern.right, scope);
    } else if (pattern.type === "Property") {
      if (pattern.computed) this.visit(pattern.key, scope);
      this.visitPattern(pattern.value, scope);
    } else for (const child of childrenOf(pattern)) this.visitPattern(child, scope);
  }

  private visitFunction(node: FunctionNode, outer: Scope): void {
    const named = new Scope(outer);
    if (node.type === "FunctionExpression" && node.id) this.declare(node.id, "own name", named);
    const scope = new Scope(named);
    const around = this.functions;
    this.functions = [...around, node];
    for (const param of node.params) this.declarePattern(param, "param", scope);
    for (const param of node.params) this.visitPattern(param, scope);
    if (node.body.type === "BlockStatement") {
      this.hoist(node.body.body, scope);
      this.declareAll(node.body.body, scope);
      for (const statement of node.body.body) this.visit(statement, scope);
    } else this.visit(node.body, scope);
    this.functions = around;
  }

  private visitBlock(node: AnyNode, outer: Scope): void {
    const scope = new Scope(outer);
    if (node.type === "BlockStatement" || node.type === "StaticBlock") {
      if (node.type === "StaticBlock") this.hoist(node.body, scope);
      this.declareAll(node.body, scope);
    }
    if (node.type === "SwitchStatement") {
      this.visit(node.discriminant, outer);
      this.declareAll(
        node.cases.flatMap(({ consequent }) => consequent),
        scope,
      );
      for (const child of node.cases) this.visit(child, scope);
      return;
    }
    if (node.type === "ForStatement" && node.init) this.declareAll([node.init], scope);
    if (node.type === "ForOfStatement" || node.type === "ForInStatement") {
      if (node.left.type === "VariableDeclaration") this.declareAll([node.left], scope);
      else this.write(node.left, scope, false);
    }
    if (node.type === "CatchClause" && node.param) this.declarePattern(node.param, "catch", scope);
    if (node.type === "ClassExpression" && node.id) this.declare(node.id, "class", scope);
    for (const child of this.inside(node)) this.visit(child, scope);
  }

  /** What of a block's node is not a name that it declares or assigns. */
  private inside(node: AnyNode): AnyNode[] {
    const children = childrenOf(node);
    if (node.type === "ClassDeclaration" || node.type === "ClassExpression") {
      return children.filter((child) => child !== node.id);
    }
    if (node.type === "CatchClause") return [node.body];
    if (node.type === "ForOfStatement" || node.type === "ForInStatement") {
      return node.left.type === "VariableDeclaration" ? children : [node.right, node.body];
    }
    return children;
  }
}

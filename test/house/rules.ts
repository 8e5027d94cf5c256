/**
 * The house rules that a program can check, each with the replacement for what it bans. A finding is a readable line:
 * `src/x.ts:12 Date.now: use clock.now()`.
 */
import { isNode, type Node, nameOf, type Source, type Tree, treeOf, walk } from "./source";

export interface Finding {
  readonly path: string;
  readonly line: number;
  /** Stable name of what was found, for exceptions. */
  readonly what: string;
  readonly use: string;
}

export function show(finding: Finding): string {
  return `${finding.path}:${finding.line} ${finding.what}: ${finding.use}`;
}

interface Ban {
  readonly names: readonly string[];
  /** The files it is banned in. */
  readonly where: RegExp;
  readonly except?: RegExp;
  readonly use: string;
}

const inSource = /^src\//;
const inTests = /^test\//;

/** Names that must not be mentioned as values. */
const bans: readonly Ban[] = [
  {
    names: ["Date.now", "performance.now", "performance.timeOrigin", "process.hrtime"],
    where: inSource,
    except: /^src\/clock\.ts$/,
    use: "clock.now()",
  },
  {
    names: ["setTimeout", "setInterval"],
    where: inSource,
    except: /^src\/clock\.ts$/,
    use: "clock.schedule(delayMs, wake)",
  },
  {
    names: ["setImmediate", "queueMicrotask", "process.nextTick"],
    where: inSource,
    except: /^src\/runtime\/scheduler\/turns\.ts$/,
    use: "turns.soon(work) or turns.later(work)",
  },
  {
    names: ["Math.random", "crypto.randomUUID", "crypto.getRandomValues"],
    where: inSource,
    except: /^src\/random\.ts$/,
    use: "random.next() or random.below(bound)",
  },
  {
    names: ["Function", "eval"],
    where: inSource,
    except: /^src\/jit\/backends\/evaluate\.ts$/,
    use: "evaluate(source, externals), the one place that makes code",
  },
  {
    names: ["console.log", "console.info", "console.debug", "console.warn", "console.error", "console.trace"],
    where: inSource,
    except: /^src\/logger\.ts$/,
    use: "the Logger that the runtime was given",
  },
  {
    names: ["setTimeout", "setInterval"],
    where: inTests,
    use: "VirtualClock.advance() or a probe; a test must not sleep",
  },
  {
    names: ["spawnSync", "execSync", "execFileSync", "execFile"],
    where: inTests,
    except: /^test\/house\/(?:processes|source)\.ts$/,
    use: "nodeSync(), node() or runSync() of test/house/processes; a process that a test starts needs a limit",
  },
];

/** Classes whose instances cross realms (jest, vm, workers), where `instanceof` says no. */
const crossRealm =
  /^(?:Error|\w+Error|Promise|(?:Weak)?Map|(?:Weak)?Set|Date|RegExp|Array|Object|Function|ArrayBuffer|SharedArrayBuffer|DataView|Buffer|\w+Array|AbortSignal|AbortController|EventTarget|URL)$/;

/** Everything the syntax tree of one file shows to be against the rules. */
export function findings(source: Source): Finding[] {
  const tree = treeOf(source);
  const found: Finding[] = [];
  const add = (node: Node, what: string, use: string) => {
    found.push({ path: source.path, line: tree.firstLine(node), what, use });
  };
  walk(tree.body, (node, parents) => {
    bannedName(source.path, node, parents, add);
    const { left, right, operator } = node;
    if (
      node.type === "BinaryExpression" &&
      operator === "instanceof" &&
      crossRealm.test(nameOf(right) ?? "")
    ) {
      if (inSource.test(source.path) && left !== undefined) {
        add(
          node,
          `instanceof ${nameOf(right)}`,
          "node:util/types, ArrayBuffer.isView or a brand: realms differ",
        );
      }
    }
    if (node.type === "TsKeywordType" && node.kind === "any") add(node, "any", "unknown, and narrow it");
    if (node.type === "NewExpression" && nameOf(node.callee) === "Date" && noArguments(node)) {
      if (inSource.test(source.path)) add(node, "new Date()", "clock.now()");
    }
  });
  if (inSource.test(source.path)) sharedState(tree, add);
  return found;
}

type Add = (node: Node, what: string, use: string) => void;

function noArguments(node: Node): boolean {
  return !Array.isArray(node.arguments) || node.arguments.length === 0;
}

function bannedName(path: string, node: Node, parents: readonly Node[], add: Add): void {
  if (node.type !== "Identifier" && node.type !== "MemberExpression") return;
  const name = nameOf(node)?.replace(/^globalThis\./, "");
  const ban = bans.find((b) => b.names.includes(name ?? "") && b.where.test(path) && !b.except?.test(path));
  if (ban === undefined || !isMention(node, parents.at(-1), name === "Function")) return;
  add(node, name as string, `use ${ban.use}`);
}

/** Whether the node uses a global, and is not a member's name, a type, or (for `Function`) a harmless property. */
function isMention(node: Node, parent: Node | undefined, callsOnly: boolean): boolean {
  if (parent === undefined) return true;
  if (callsOnly) return /^(?:Call|New)Expression$/.test(parent.type) && parent.callee === node;
  if (parent.type === "MemberExpression") return parent.object === node && node.type === "MemberExpression";
  return !/^(?:Ts|.*Property$|Key|.*Method$|Import|Export)/.test(parent.type) || parent.value === node;
}

/** Variables and collections that outlive every runtime of the process. */
function sharedState(tree: Tree, add: Add): void {
  for (const item of tree.body) {
    const statement = item.type === "ExportDeclaration" ? (item.declaration as Node) : item;
    if (statement.type === "VariableDeclaration" && statement.declare !== true) {
      if (statement.kind !== "const") {
        add(
          statement,
          `module-level ${statement.kind}`,
          "a field of the runtime: two runtimes must not meet",
        );
      }
      for (const declarator of statement.declarations as Node[]) {
        if (isMutableCollection(declarator.init, (declarator.id as Node).typeAnnotation)) {
          add(declarator, "module-level collection", "a field, or freeze it and type it as readonly");
        }
      }
    }
  }
  walk(tree.body, (node) => {
    if (node.type !== "ClassProperty" || node.isStatic !== true) return;
    if (node.readonly !== true || isMutableCollection(node.value, node.typeAnnotation)) {
      add(node, "mutable static field", "a field of the runtime: two runtimes must not meet");
    }
  });
}

function isMutableCollection(init: unknown, annotation: unknown): boolean {
  if (!isNode(init) || saysReadonly(annotation)) return false;
  if (init.type === "NewExpression") return /^(?:Weak)?(?:Map|Set)$|^Array$/.test(nameOf(init.callee) ?? "");
  if (init.type === "ArrayExpression") return true;
  return init.type === "ObjectExpression" && (init.properties as unknown[]).length === 0;
}

/** `readonly X[]`, `ReadonlyMap`, `ReadonlySet`, `ReadonlyArray`, `Readonly<…>`. */
function saysReadonly(annotation: unknown): boolean {
  const type = isNode(annotation) ? (annotation.typeAnnotation as Node) : undefined;
  if (type?.type === "TsTypeOperator") return type.op === "readonly";
  return type?.type === "TsTypeReference" && /^Readonly/.test(nameOf(type.typeName) ?? "");
}

const functionTypes =
  /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ClassMethod|PrivateMethod|Constructor|MethodProperty|GetterProperty|SetterProperty)$/;

export interface Length {
  readonly line: number;
  readonly lines: number;
}

/**
 * The functions of a file with their lengths. Outside src/ the functions inside are not counted, so that a `describe`
 * may hold many tests.
 */
export function functionLengths(source: Source): Length[] {
  const tree = treeOf(source);
  const lengths = new Map<Node, Length>();
  const span = (node: Node) => tree.lastLine(node) - tree.firstLine(node) + 1;
  walk(tree.body, (node, parents) => {
    if (!functionTypes.test(node.type)) return;
    lengths.set(node, { line: tree.firstLine(node), lines: span(node) });
    const outer = parents.findLast((parent) => lengths.has(parent));
    const around = outer === undefined ? undefined : lengths.get(outer);
    if (outer !== undefined && around !== undefined && !inSource.test(source.path)) {
      lengths.set(outer, { ...around, lines: around.lines - span(node) });
    }
  });
  return [...lengths.values()];
}

/** Reading this repository's own files: the ground that the house tests (tidy, layers, errors) stand on. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";

export const root = join(__dirname, "..", "..");

/** A file under test: its path from the root, with forward slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Every file that git has or would add. */
export function trackedFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    timeout: 60_000,
  });
  return [...new Set(listed.split("\0"))]
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .sort();
}

/** The tracked files whose paths match, with their texts. */
export function sources(matching: RegExp): Source[] {
  return trackedFiles()
    .filter((path) => matching.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** A node of the syntax tree; only the fields that the house tests read. */
export interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [field: string]: unknown;
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** A parsed file: its top-level nodes, and the line that a node starts or ends on. */
export class Tree {
  readonly body: readonly Node[];
  private readonly lineStarts: number[] = [0];

  constructor(text: string) {
    this.body = parseSync(text, { syntax: "typescript", decorators: true, target: "es2022" })
      .body as unknown as readonly Node[];
    const bytes = Buffer.from(text);
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) this.lineStarts.push(at + 1);
  }

  firstLine(node: Node): number {
    return this.lineAt(node.span?.start ?? 1);
  }

  lastLine(node: Node): number {
    return this.lineAt((node.span?.end ?? 2) - 1);
  }

  /** The parser counts bytes from 1. */
  private lineAt(position: number): number {
    let [low, high] = [0, this.lineStarts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.lineStarts[middle] as number) > position - 1) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const trees = new WeakMap<Source, Tree>();

/** The tree of a file, parsed once for all rules. */
export function treeOf(source: Source): Tree {
  const tree = trees.get(source) ?? new Tree(source.text);
  trees.set(source, tree);
  return tree;
}

/**
 * Calls `visit` for every node below `value`, parents first, with the chain of parents, nearest last. The chain is only
 * valid during the call: it is one array for the whole walk.
 */
export function walk(
  value: unknown,
  visit: (node: Node, parents: readonly Node[]) => void,
  parents: Node[] = [],
): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit, parents);
  } else if (typeof value === "object" && value !== null) {
    const node = isNode(value) ? value : undefined;
    if (node !== undefined) {
      visit(node, parents);
      parents.push(node);
    }
    for (const child of Object.values(value)) if (typeof child === "object") walk(child, visit, parents);
    if (node !== undefined) parents.pop();
  }
}

/** `a.b` for a member expression of plain names, the name for an identifier, otherwise undefined. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return node.value as string;
  if (node.type !== "MemberExpression") return undefined;
  const [object, property] = [nameOf(node.object), nameOf(node.property)];
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}

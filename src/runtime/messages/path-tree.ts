/**
 * A tree of path segments, so that listing below a prefix costs what it returns, not what is registered.
 *
 *   /svc/auth, /svc/db/main   →   (root) ─ svc ─┬─ auth •
 *                                               └─ db ─ main •        • = a registered path ends here
 *
 * It holds strings only, in normal form; nodes exist only on the way to a registered path.
 */
interface Node {
  children: Map<string, Node> | undefined;
  /** The registered path that ends here. */
  path: string | undefined;
}

export class PathTree {
  private readonly root: Node = { children: undefined, path: undefined };

  add(path: string): void {
    let at = this.root;
    for (const segment of segmentsOf(path)) {
      at.children ??= new Map();
      let next = at.children.get(segment);
      if (next === undefined) {
        next = { children: undefined, path: undefined };
        at.children.set(segment, next);
      }
      at = next;
    }
    at.path = path;
  }

  remove(path: string): void {
    const way: { parent: Node; segment: string }[] = [];
    let at = this.root;
    for (const segment of segmentsOf(path)) {
      const next = at.children?.get(segment);
      if (next === undefined) return;
      way.push({ parent: at, segment });
      at = next;
    }
    at.path = undefined;
    for (let step = way.pop(); step !== undefined; step = way.pop()) {
      if (at.path !== undefined || at.children !== undefined) return;
      at = step.parent;
      at.children?.delete(step.segment);
      if (at.children?.size === 0) at.children = undefined;
    }
  }

  /** Registered paths below `prefix` ("" is the root), `prefix` excluded, sorted by code units. */
  under(prefix: string): string[] {
    const found: string[] = [];
    const open = [...(this.find(prefix)?.children?.values() ?? [])];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.path !== undefined) found.push(node.path);
      if (node.children !== undefined) for (const child of node.children.values()) open.push(child);
    }
    return found.sort();
  }

  /** Registered paths exactly one segment below `prefix`, sorted by code units. */
  directlyUnder(prefix: string): string[] {
    const found: string[] = [];
    for (const child of this.find(prefix)?.children?.values() ?? []) {
      if (child.path !== undefined) found.push(child.path);
    }
    return found.sort();
  }

  private find(prefix: string): Node | undefined {
    let at: Node | undefined = this.root;
    for (const segment of segmentsOf(prefix)) {
      at = at.children?.get(segment);
      if (at === undefined) return undefined;
    }
    return at;
  }
}

/** "/a/b" → ["a", "b"]; "" → []. */
function segmentsOf(path: string): string[] {
  return path === "" ? [] : path.slice(1).split("/");
}

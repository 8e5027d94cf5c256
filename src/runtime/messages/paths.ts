/**
 * The paths of actors: a second namespace, beside names, with a hierarchy that can be listed.
 *
 * Look-up is exact; only `list` and `listDirect` know about levels. The last registration wins. A path is kept in
 * normal form: "/svc//auth/" is "/svc/auth".
 */
import { describe, errors } from "../../errors";
import { limits } from "../../limits";
import { Groups } from "./groups";
import { PathTree } from "./path-tree";

export interface PathsPorts<T extends object> {
  /** Called after another holder took a path over; `path` is in normal form. */
  replaced(path: string, before: T, now: T): void;
}

/**
 * Every method takes paths in any spelling, and throws ERR_INVALID_ARG for what cannot be one: not a string, no
 * leading "/", a segment "." or "..", a segment longer than `limits.nameLengthMax`.
 */
export class Paths<T extends object> {
  private readonly holders = new Map<string, T>();
  private readonly held = new Groups<T, string>();
  private readonly tree = new PathTree();
  /** Told of every registration; `path` is in normal form. */
  onRegister: ((path: string, holder: T) => void) | undefined = undefined;

  constructor(private readonly ports: PathsPorts<T>) {}

  /** Gives `path` to `holder`. A holder may have many. @throws ERR_INVALID_ARG, also for "/" alone. */
  register(path: string, holder: T): void {
    const at = normalPath(path);
    if (at === "") throw invalidPath(path);
    const before = this.holders.get(at);
    if (before === undefined) this.tree.add(at);
    else if (before !== holder) this.held.remove(before, at);
    this.holders.set(at, holder);
    this.held.add(holder, at);
    this.onRegister?.(at, holder);
    if (before !== undefined && before !== holder) this.ports.replaced(at, before, holder);
  }

  /** Frees a path. False when nobody held it. */
  unregister(path: string): boolean {
    const at = normalPath(path);
    const holder = this.holders.get(at);
    if (holder === undefined) return false;
    this.held.remove(holder, at);
    this.forget(at);
    return true;
  }

  /** Who is registered at exactly this path. */
  resolve(path: string): T | undefined {
    return this.holders.get(path) ?? this.holders.get(normalPath(path));
  }

  /** Everything registered below `prefix`, which itself is left out, sorted by path. "" and "/" list all. */
  list(prefix: string): [path: string, holder: T][] {
    return this.withHolders(this.tree.under(normalPrefix(prefix)));
  }

  /** What is registered exactly one level below `prefix`, sorted by path. "" and "/" list the top level. */
  listDirect(prefix: string): [path: string, holder: T][] {
    return this.withHolders(this.tree.directlyUnder(normalPrefix(prefix)));
  }

  /** Frees all paths of a holder. Paths that others took over from it stay with them. */
  release(holder: T): void {
    for (const path of this.held.take(holder)) this.forget(path);
  }

  /** The path a holder was last registered under, among those it still has. */
  pathOf(holder: T): string | undefined {
    return this.held.newest(holder);
  }

  /** Paths in use. */
  get size(): number {
    return this.holders.size;
  }

  private forget(path: string): void {
    this.holders.delete(path);
    this.tree.remove(path);
  }

  private withHolders(paths: readonly string[]): [string, T][] {
    return paths.map((path) => [path, this.holders.get(path) as T]);
  }
}

/** The one spelling of a path; "" for the root. @throws ERR_INVALID_ARG */
export function normalPath(path: unknown): string {
  if (typeof path !== "string" || !path.startsWith("/")) throw invalidPath(path);
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const segment of segments) {
    if (segment === "." || segment === ".." || segment.length > limits.nameLengthMax) {
      throw invalidPath(path);
    }
  }
  return segments.length === 0 ? "" : `/${segments.join("/")}`;
}

/** As `normalPath`, but "" means the root too. */
export function normalPrefix(prefix: unknown): string {
  return prefix === "" ? "" : normalPath(prefix);
}

function invalidPath(path: unknown): Error {
  return errors.invalidArg({
    argument: "path",
    expected: `"/" followed by segments of at most ${limits.nameLengthMax} characters, none of them "." or "..", like "/services/auth"`,
    received: describe(path),
  });
}

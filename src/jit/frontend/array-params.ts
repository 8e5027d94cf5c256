/** Which parameters of a function take arrays, seen through the functions from outside that it passes them on to. */
import { Refusal } from "../ir/refusal";
import { ArrayUse } from "./array-use";
import type { Captured, Resolve } from "./captured";
import { loopFunctions } from "./intrinsic-loops";
import type { ParsedFunction } from "./parse";
import { type AnyNode, pathOf, spanOf } from "./syntax";

/** By how many indices each is gone into: 0 for a number, also for what cannot be looked up. */
export function arrayParams(parsed: ParsedFunction, resolve: Resolve): readonly number[] {
  return new Kinds().of(parsed, resolve);
}

class Kinds {
  /** Functions that are being looked at, or have been. */
  private readonly known = new Map<unknown, readonly number[]>();

  of(parsed: ParsedFunction, resolve: Resolve, key: unknown = parsed.node): readonly number[] {
    const { node, scopes, params } = parsed;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, []);
    const outside = (callee: AnyNode, index: number) => this.outside(resolve, callee, index);
    const found = params.map(({ binding }) => new ArrayUse(node, scopes, outside).rank(binding));
    this.known.set(key, found);
    return found;
  }

  private outside(resolve: Resolve, callee: AnyNode, index: number): number {
    const path = pathOf(callee)?.path;
    if (path === undefined) return 0;
    try {
      return this.takes(resolve({ path, called: true, span: spanOf(callee) }), index);
    } catch (error) {
      if (error instanceof Refusal) return 0;
      throw error;
    }
  }

  private takes(captured: Captured, index: number): number {
    if (captured.tag === "intrinsic")
      return Number(index === 0 && Object.hasOwn(loopFunctions, captured.name));
    if (captured.tag !== "function") return 0;
    return this.of(captured.parsed(), captured.resolve, captured.fn)[index] ?? 0;
  }
}

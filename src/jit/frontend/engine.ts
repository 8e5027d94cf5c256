/** Whether what is found under a name of the engine's is the engine's own, and a watch on that it stays so. */
import { types } from "node:util";
import type { Callable, Captured, CapturedPath, Read } from "./captured";
import { globalAt } from "./globals";
import type { Variables } from "./inspector";
import { refusal } from "./refusals";

/** Where it is used is told by whoever refuses. */
const span = Object.freeze({ start: 0, end: 0 });

/** What the engine has there, unless someone has put another in its place; watched, as that may be done later. */
export function ifPristine(known: Captured, realm: Variables, { path }: CapturedPath): Captured {
  if (known.tag !== "intrinsic" && known.tag !== "number") return known;
  const [first = "", second] = path[0] === "globalThis" ? path.slice(1) : path;
  const read: Read = () => {
    const root = realm[first];
    return second === undefined ? root : (root as Variables | undefined)?.[second];
  };
  const value = read(undefined);
  const detail = path.join(".");
  if (known.tag === "number") {
    if (!Object.is(value, known.value))
      return { tag: "refused", refusal: refusal("captured-value", { detail }) };
    return second === undefined ? known : { ...known, watch: { fn: value, read } };
  }
  if (!isNative(value, second ?? first)) {
    return { tag: "refused", refusal: refusal("unknown-call", { detail }) };
  }
  return { ...known, watch: { fn: value, read } };
}

function isNative(value: unknown, name: string): boolean {
  if (typeof value !== "function" || types.isProxy(value)) return false;
  return Function.prototype.toString.call(value) === `function ${name}() { [native code] }`;
}

/**
 * `const { sin } = Math`: the engine's function under a name of the user's. Kernels call it by its own name, so that
 * has to stay, too.
 */
export function engineFunction(fn: Callable, realm: Variables): { name: string; own: Read } | undefined {
  const own: Read = () => (realm.Math as Variables | undefined)?.[fn.name];
  if (!isNative(fn, fn.name) || own(undefined) !== fn) return undefined;
  const known = globalAt({ path: ["Math", fn.name], called: true, span });
  return known?.tag === "intrinsic" ? { name: known.name, own } : undefined;
}

/**
 * The order of the passes that all backends share.
 *
 *   lower ─▶ prepare: fold, simplify ─▶ (narrow, vectorize) ─▶ finish: cse, loops, cse, simplify, … ─▶ backend
 *
 * Proofs and vectorisation come between: they look for counters and index arithmetic as the user wrote them. A function
 * whose reads may be seen as undefined stays as it was lowered, since rules of arithmetic do not know undefined.
 */
import type { Fn } from "../ir/node";
import { structure } from "../ir/structure";
import { cse } from "./cse";
import { fold } from "./fold";
import { loops } from "./loops";
import { simplify } from "./simplify";
import { withoutUnread } from "./unread";

/** What the code is for. */
export type Target = "js" | "wasm";

export interface Pass {
  readonly name: string;
  readonly run: (fn: Fn) => Fn;
}

/** Looks at a function after the pass of that name; under test the verifier. */
export type Check = (fn: Fn, pass: string) => Fn;

const structured: Pass = { name: "structure", run: (fn) => ({ ...fn, body: structure(fn.body) }) };
const folded: Pass = { name: "fold", run: fold };
const simplified: Pass = { name: "simplify", run: simplify };
const shared: Pass = { name: "cse", run: cse };
const moved: Pass = { name: "loops", run: loops };
const unread: Pass = { name: "unread", run: withoutUnread };

const preparing: readonly Pass[] = [folded, simplified, folded, structured];
const forMachine: Pass = { name: "simplify", run: (fn) => simplify(fn, { machine: true }) };
const finishing: Readonly<Record<Target, readonly Pass[]>> = {
  js: [shared, moved, shared, simplified, unread, folded],
  wasm: [forMachine, shared, moved, shared, forMachine, unread, folded],
};

/** A pass that would see just what it has left is not run again: it would find nothing. */
export function runPasses(fn: Fn, passes: readonly Pass[], check: Check = (same) => same): Fn {
  const left = new Map<Pass, Fn>();
  return passes.reduce((done, pass) => {
    if (left.get(pass) === done) return done;
    const result = check(pass.run(done), pass.name);
    left.set(pass, result);
    return result;
  }, fn);
}

/** Before proofs and vectorisation. */
export function prepare(fn: Fn, check?: Check): Fn {
  return fn.undefinedReads ? fn : runPasses(fn, preparing, check);
}

/** After them, before a backend. */
export function finish(fn: Fn, target: Target, check?: Check): Fn {
  return fn.undefinedReads ? fn : runPasses(fn, finishing[target], check);
}

/** Both, for a backend that needs neither proofs nor vectors. */
export function optimize(fn: Fn, target: Target, check?: Check): Fn {
  return finish(prepare(fn, check), target, check);
}

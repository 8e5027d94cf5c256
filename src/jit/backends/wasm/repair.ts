/**
 * The repair list of a map: blocks of elements, by their first ones, in which a vectorised function met a value that it
 * is not exact for. Nothing is written for such a block; the caller computes its elements with the original function.
 * That is possible where a loop in lanes writes once in each iteration, to `out`, as the last thing it does.
 */
import type { Fn, ForStmt } from "../../ir/node";
import { lanesOf } from "../../ir/types";
import { eachNode, eachStmt, isLoop, nodesOf } from "../../ir/walk";
import type { Frame } from "./frame";
import type { VectorMath } from "./vector-math";

/** The parameter with the control block's address. */
const control = 0;
/** The address of the caller's list and the count of its entries, in the control block. */
const countAt = 8;
const listAt = 12;

/** The loop whose blocks can be repaired. A loop in it could run on what a rare lane has, and might not end. */
export function repairableOf(fn: Fn, math: VectorMath): ForStmt | undefined {
  const found: ForStmt[] = [];
  for (const loop of fn.body) {
    if (loop.tag !== "for" || !loop.independent || loop.step <= 1) continue;
    const last = loop.body.at(-1);
    let [plain, useful] = [true, false];
    eachStmt(loop.body, (stmt) => {
      plain &&= !isLoop(stmt) && (stmt.tag !== "store" || stmt === last);
      eachNode(nodesOf(stmt), ({ op, type }) => {
        useful ||= lanesOf(type) > 1 && math.has(op);
      });
    });
    if (plain && useful && last?.tag === "store" && last.array.origin === "out") found.push(loop);
  }
  return found.length === 1 ? found[0] : undefined;
}

/** Takes the caller's list, where the function has a loop for it. */
export function openList(frame: Frame, loop: ForStmt | undefined): void {
  if (loop === undefined) return;
  const { f } = frame;
  const [rare, next] = [f.local("v128"), f.local("i32")];
  f.get(control).load("i32.load", listAt).set(next);
  frame.list = { loop, repair: { rare, next, first: loop.local } };
}

/** Tells the caller how many entries there are. */
export function closeList({ f, list }: Frame): void {
  if (list === undefined) return;
  const { next } = list.repair;
  f.get(control).get(next).get(control).load("i32.load", listAt);
  f.op("i32.sub").i32(2).op("i32.shr_u").store("i32.store", countAt);
}

/** Runs what writes a block, unless the block has rare lanes, which is noted. */
export function unlessRare(frame: Frame, write: () => void): void {
  const { f, repair } = frame;
  if (repair === undefined) {
    write();
    return;
  }
  const { rare, next, first } = repair;
  f.get(rare).op("v128.any_true").if();
  f.get(next)
    .get(frame.placesOf(first)[0] as number)
    .store("i32.store");
  f.get(next).i32(4).op("i32.add").set(next);
  f.else();
  write();
  f.end();
}

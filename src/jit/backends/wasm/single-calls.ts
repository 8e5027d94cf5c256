/**
 * `Math` functions of floats whose results are rounded to floats, where computing in 32 bits will do: four at a time.
 *
 *   toF32(sin(toF64(x)))   →   the form of sin on four floats; rare lanes are computed in 64 bits and rounded
 */
import type { Apply, Node } from "../../ir/node";
import { scalarPart } from "../../ir/types";
import type { Frame } from "./frame";
import { extract, replace } from "./lanes";
import { lanesOfPart } from "./layout";

/** Pushes part `part` of a `toF32` that is such a function; says false, having pushed nothing, where it is none. */
export function singlePart(frame: Frame, node: Apply, part: number): boolean {
  const { f, singles } = frame;
  const [call] = node.args;
  if (singles === undefined || call === undefined || !("args" in call)) return false;
  if (!frame.callees.imports.has(call.op) || !singles.has(call.op) || !call.args.every(isSingle))
    return false;
  const args = call.args.map((arg) => {
    frame.emit((arg as Apply).args[0] as Node, part);
    return frame.keep("v128");
  });
  const { value, rare } = singles.emit(f, call.op, args);
  frame.adopt(value);
  if (rare !== undefined) {
    frame.adopt(rare);
    redo(frame, { args, value, rare, call: frame.importOf(call.op), lanes: lanesOfPart(node.type, 32) });
  }
  f.get(value);
  return true;
}

/** Whether it is a float made a double. */
function isSingle(node: Node): boolean {
  return node.op === "toF64" && scalarPart((node.args[0] as Node).type) === "f32";
}

interface Redo {
  readonly args: readonly number[];
  readonly value: number;
  readonly rare: number;
  readonly call: number;
  readonly lanes: number;
}

function redo({ f }: Frame, { args, value, rare, call, lanes }: Redo): void {
  f.get(rare).op("v128.any_true").if();
  for (let lane = 0; lane < lanes; lane++) {
    f.get(rare).lane("i32x4.extract_lane", lane).if().get(value);
    for (const arg of args) {
      extract(f.get(arg), "f32", lane);
      f.op("f64.promote_f32");
    }
    f.call(call).op("f32.demote_f64");
    replace(f, "f32", lane);
    f.set(value).end();
  }
  f.end();
}

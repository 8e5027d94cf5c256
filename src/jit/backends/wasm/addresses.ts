/**
 * Where an element is: address of the array + index × bytes of an element, in 32 bits. What is constant in an index
 * goes into the instruction's offset. In loops addresses move along with the counter (pointers.ts).
 */
import type { Load, Node, StoreStmt } from "../../ir/node";
import { elemBytes } from "../../ir/types";
import type { Frame } from "./frame";

/**
 * Arrays lie at this address or above, so that an element up to `offsetMax` bytes before one of an array has an
 * address too.
 */
export const lowestAddress = 1024;
export const offsetMax = 512;

/** Pushes the address of an unchecked access; gives the offset to access it with. */
export function addressOf(frame: Frame, access: Load | StoreStmt): number {
  const { f } = frame;
  const moving = frame.moving.get(access);
  if (moving !== undefined) {
    f.get(moving.pointer);
    return moving.offset;
  }
  const bytes = elemBytes[access.array.elem];
  const { rest, constant } = split(access.index, bytes);
  const { pointer } = frame.placeOf(access.array);
  f.get(pointer);
  if (rest === undefined) return constant;
  integerIndex(frame, rest);
  if (bytes > 1) f.i32(Math.log2(bytes)).op("i32.shl");
  f.op("i32.add");
  return constant;
}

/** An index as something plus a constant (in bytes) that an offset can hold. */
function split(index: Node, bytes: number): { rest: Node | undefined; constant: number } {
  if (index.op === "const" && index.value >= 0 && index.value * bytes <= offsetMax) {
    return { rest: undefined, constant: index.value * bytes };
  }
  if (index.op === "add" && index.type === "i32") {
    const [a, b] = index.args as [Node, Node];
    const [rest, constant] = a.op === "const" ? [b, a] : [a, b];
    if (constant.op === "const" && constant.value >= 0 && constant.value * bytes <= offsetMax) {
      return { rest, constant: constant.value * bytes };
    }
  }
  return { rest: index, constant: 0 };
}

/** Pushes an index that is an int32, also where its type is f64. */
function integerIndex(frame: Frame, index: Node): void {
  frame.emit(index);
  if (index.type === "f64") frame.f.op("i32.trunc_sat_f64_s");
}

/**
 * A local with the index of a checked access: as unsigned it is not below the array's length when it is outside, also
 * for indices that are no integers; so it is with a lane's number added.
 */
export function checkedIndex(frame: Frame, index: Node): number {
  const { f } = frame;
  frame.emit(index);
  if (index.type !== "f64") return frame.keep("i32");
  const number = frame.keep("f64");
  f.get(number).op("i32.trunc_sat_f64_s");
  const whole = frame.keep("i32");
  f.get(whole)
    .i32(-(2 ** 31))
    .get(whole)
    .op("f64.convert_i32_s")
    .get(number)
    .op("f64.eq")
    .op("select");
  return frame.keep("i32");
}

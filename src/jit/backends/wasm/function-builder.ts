/**
 * Writes the body of one WebAssembly function, instruction by instruction: a stack machine, so operands come before
 * their operation. Locals are made on demand and can be given back for others of the same type.
 */
import { assert } from "../../../assert";
import { Bytes } from "./bytes";
import { type LaneAccessOp, type LaneOp, type LoadOp, opCodes, type PlainOp, type StoreOp } from "./opcodes";

export type ValType = "i32" | "i64" | "f32" | "f64" | "v128";

/** How a type is encoded. */
export const valTypeCodes: Readonly<Record<ValType, number>> = Object.freeze({
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
});

/** The key of sixteen zeros. */
const noBits = "\0".repeat(16);

export class FunctionBuilder {
  private readonly code = new Bytes();
  private readonly types: ValType[];
  private readonly free: Record<ValType, number[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] };
  private depth = 0;
  /** Locals of hoisted constants, by their bytes. */
  private readonly hoisted = new Map<string, { readonly local: number; readonly bytes: ArrayLike<number> }>();

  constructor(private readonly params: readonly ValType[]) {
    this.types = [...params];
  }

  /** The local that holds parameter `index`. */
  param(index: number): number {
    if (index >= this.params.length) throw bug(`no parameter ${index}`);
    return index;
  }

  /** A local of that type, with any value in it. */
  local(type: ValType): number {
    const again = this.free[type].pop();
    if (again !== undefined) return again;
    this.types.push(type);
    return this.types.length - 1;
  }

  /** Gives locals back: a later `local` may be one of them. */
  release(...locals: readonly number[]): void {
    for (const local of locals) {
      const free = this.free[this.typeOf(local)];
      if (free.includes(local)) throw bug(`local ${local} released twice`);
      free.push(local);
    }
  }

  typeOf(local: number): ValType {
    const type = this.types[local];
    if (type === undefined) throw bug(`no local ${local}`);
    return type;
  }

  get(local: number): this {
    return this.one(0x20, local);
  }

  set(local: number): this {
    return this.one(0x21, local);
  }

  tee(local: number): this {
    return this.one(0x22, local);
  }

  /** An instruction without an immediate operand. */
  op(name: PlainOp): this {
    return this.name(name);
  }

  i32(value: number): this {
    this.code.byte(0x41).signed(value);
    return this;
  }

  i64(value: bigint): this {
    this.code.byte(0x42).signed64(value);
    return this;
  }

  f32(value: number): this {
    this.code.byte(0x43).f32(value);
    return this;
  }

  f64(value: number): this {
    this.code.byte(0x44).f64(value);
    return this;
  }

  /** A constant of 16 bytes, in its place. */
  v128(bytes: ArrayLike<number>): this {
    assert(bytes.length === 16, "a v128 has 16 bytes");
    this.code.byte(0xfd).unsigned(12).append(bytes);
    return this;
  }

  /**
   * The same (as are the constants of lanes below), made once at the function's entry and kept in a local: newer
   * engines build a constant anew each time around a loop otherwise, in three instructions. Zeros cost nothing anyway.
   */
  hoistedV128(bytes: ArrayLike<number>): this {
    const key = String.fromCharCode.apply(undefined, bytes as number[]);
    if (key === noBits) return this.v128(bytes);
    let constant = this.hoisted.get(key);
    if (constant === undefined) {
      assert(bytes.length === 16, "a v128 has 16 bytes");
      constant = { local: this.types.push("v128") - 1, bytes };
      this.hoisted.set(key, constant);
    }
    return this.get(constant.local);
  }

  f64x2(a: number, b: number = a): this {
    return this.hoistedV128(new Uint8Array(new Float64Array([a, b]).buffer));
  }

  i64x2(a: bigint, b: bigint = a): this {
    const lanes = [a, b].map((lane) => BigInt.asIntN(64, lane));
    return this.hoistedV128(new Uint8Array(new BigInt64Array(lanes).buffer));
  }

  i32x4(a: number, b: number = a, c: number = a, d: number = b): this {
    return this.hoistedV128(new Uint8Array(new Int32Array([a, b, c, d]).buffer));
  }

  f32x4(a: number, b: number = a, c: number = a, d: number = b): this {
    return this.hoistedV128(new Uint8Array(new Float32Array([a, b, c, d]).buffer));
  }

  /** i8x16.shuffle: byte `i` of the result is byte `lanes[i]` of the two operands (16 to 31: of the second). */
  shuffle(lanes: readonly number[]): this {
    assert(lanes.length === 16 && lanes.every((lane) => lane >= 0 && lane < 32), "a shuffle has 16 lanes");
    this.code.byte(0xfd).unsigned(13).append(lanes);
    return this;
  }

  /** extract_lane, replace_lane. */
  lane(name: LaneOp, lane: number): this {
    this.name(name).code.byte(lane);
    return this;
  }

  load(name: LoadOp, offset = 0): this {
    return this.access(name, offset);
  }

  store(name: StoreOp, offset = 0): this {
    return this.access(name, offset);
  }

  /** Loads or stores one lane of a register: v128.load64_lane, v128.store32_lane, … */
  laneAccess(name: LaneAccessOp, lane: number, offset = 0): this {
    this.access(name, offset).code.byte(lane);
    return this;
  }

  call(fn: number): this {
    return this.one(0x10, fn);
  }

  block(type?: ValType): this {
    return this.open(0x02, type);
  }

  loop(type?: ValType): this {
    return this.open(0x03, type);
  }

  if(type?: ValType): this {
    return this.open(0x04, type);
  }

  else(): this {
    this.code.byte(0x05);
    return this;
  }

  end(): this {
    assert(this.depth > 0, "an end without a block");
    this.depth--;
    this.code.byte(0x0b);
    return this;
  }

  /** How many blocks are open: `br(levels - levelOf(target))`. */
  get levels(): number {
    return this.depth;
  }

  br(depth: number): this {
    return this.one(0x0c, depth);
  }

  brIf(depth: number): this {
    return this.one(0x0d, depth);
  }

  ret(): this {
    this.code.byte(0x0f);
    return this;
  }

  /** The body with its size and its locals, as the code section holds it. */
  finish(): Uint8Array {
    assert(this.depth === 0, "a block is still open");
    const groups: [ValType, number][] = [];
    for (const type of this.types.slice(this.params.length)) {
      const last = groups.at(-1);
      if (last?.[0] === type) last[1]++;
      else groups.push([type, 1]);
    }
    const body = new Bytes().unsigned(groups.length);
    for (const [type, count] of groups) body.unsigned(count).byte(valTypeCodes[type]);
    for (const { local, bytes } of this.hoisted.values()) {
      body.byte(0xfd).unsigned(12).append(bytes).byte(0x21).unsigned(local);
    }
    return body.append(this.code.finish()).byte(0x0b).finish();
  }

  private name(name: string): this {
    const code = opCodes.get(name);
    if (code === undefined) throw bug(`no instruction ${name}`);
    if (code.prefix === 0) this.code.byte(code.number);
    else this.code.byte(code.prefix).unsigned(code.number);
    if (code.tail !== undefined) this.code.append(code.tail);
    return this;
  }

  /** The alignment is a hint that engines may not rely on: none is given. */
  private access(name: string, offset: number): this {
    this.name(name).code.byte(0).unsigned(offset);
    return this;
  }

  private one(code: number, index: number): this {
    this.code.byte(code).unsigned(index);
    return this;
  }

  private open(code: number, type?: ValType): this {
    this.depth++;
    this.code.byte(code).byte(type === undefined ? 0x40 : valTypeCodes[type]);
    return this;
  }
}

/** Thrown, not asserted: these checks are made for every instruction, and their texts would be, too. */
function bug(because: string): Error {
  return new Error(`iris-actors bug: ${because}`);
}

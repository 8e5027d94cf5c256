/**
 * The instructions of WebAssembly that kernels use, by their names in the text format, with their encodings: one byte,
 * or a prefix (0xfc conversions and bulk memory, 0xfd SIMD) and a number. Source: the WebAssembly core specification,
 * "Instructions" of the binary format, and the relaxed SIMD proposal. `_` is a number that is not used.
 */

type Words<Text extends string, Found extends string = never> = Text extends `${infer Word} ${infer Rest}`
  ? Words<Rest, Found | Word>
  : Exclude<Found | Text, "_">;

/** Instructions with consecutive numbers. */
interface Run<Name extends string> {
  readonly names: readonly Name[];
  readonly prefix: number;
  readonly from: number;
}

function run<Of extends string, Text extends string>(
  prefix: number,
  from: number,
  of: Of,
  text: Text,
): Run<`${Of}.${Words<Text>}`> {
  const names = text.split(" ").map((word) => (word === "_" ? "_" : `${of}.${word}`));
  return { names: names as `${Of}.${Words<Text>}`[], prefix, from };
}

const intCompare = "eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u";
const floatCompare = "eq ne lt gt le ge";
const intMath = "clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr";
const floatMath = "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign";
const laneCompare = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u";

/** Without an immediate operand. */
const plain = [
  run(0, 0x45, "i32", intCompare),
  run(0, 0x50, "i64", intCompare),
  run(0, 0x5b, "f32", floatCompare),
  run(0, 0x61, "f64", floatCompare),
  run(0, 0x67, "i32", intMath),
  run(0, 0x79, "i64", intMath),
  run(0, 0x8b, "f32", floatMath),
  run(0, 0x99, "f64", floatMath),
  run(0, 0xa7, "i32", "wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u"),
  run(0, 0xac, "i64", "extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u"),
  run(0, 0xb2, "f32", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64"),
  run(0, 0xb7, "f64", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32"),
  run(0, 0xbc, "i32", "reinterpret_f32"),
  run(0, 0xbd, "i64", "reinterpret_f64"),
  run(0, 0xbe, "f32", "reinterpret_i32"),
  run(0, 0xbf, "f64", "reinterpret_i64"),
  run(0, 0xc0, "i32", "extend8_s extend16_s"),
  run(0, 0xc2, "i64", "extend8_s extend16_s extend32_s"),
  run(0xfc, 0, "i32", "trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u"),
  run(0xfc, 4, "i64", "trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u"),
  run(0xfd, 14, "i8x16", "swizzle splat"),
  run(0xfd, 16, "i16x8", "splat"),
  run(0xfd, 17, "i32x4", "splat"),
  run(0xfd, 18, "i64x2", "splat"),
  run(0xfd, 19, "f32x4", "splat"),
  run(0xfd, 20, "f64x2", "splat"),
  run(0xfd, 35, "i8x16", laneCompare),
  run(0xfd, 45, "i16x8", laneCompare),
  run(0xfd, 55, "i32x4", laneCompare),
  run(0xfd, 65, "f32x4", floatCompare),
  run(0xfd, 71, "f64x2", floatCompare),
  run(0xfd, 77, "v128", "not and andnot or xor bitselect any_true"),
  run(0xfd, 94, "f32x4", "demote_f64x2_zero"),
  run(0xfd, 95, "f64x2", "promote_low_f32x4"),
  run(0xfd, 96, "i8x16", "abs neg popcnt all_true bitmask narrow_i16x8_s narrow_i16x8_u"),
  run(0xfd, 103, "f32x4", "ceil floor trunc nearest"),
  run(0xfd, 107, "i8x16", "shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u"),
  run(0xfd, 116, "f64x2", "ceil floor"),
  run(0xfd, 118, "i8x16", "min_s min_u max_s max_u"),
  run(0xfd, 122, "f64x2", "trunc"),
  run(0xfd, 128, "i16x8", "abs neg q15mulr_sat_s all_true bitmask narrow_i32x4_s narrow_i32x4_u"),
  run(0xfd, 135, "i16x8", "extend_low_i8x16_s extend_high_i8x16_s extend_low_i8x16_u extend_high_i8x16_u"),
  run(0xfd, 139, "i16x8", "shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u"),
  run(0xfd, 148, "f64x2", "nearest"),
  run(0xfd, 149, "i16x8", "mul min_s min_u max_s max_u"),
  run(0xfd, 160, "i32x4", "abs neg _ all_true bitmask"),
  run(0xfd, 167, "i32x4", "extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u"),
  run(0xfd, 171, "i32x4", "shl shr_s shr_u add _ _ sub _ _ _ mul min_s min_u max_s max_u"),
  run(0xfd, 192, "i64x2", "abs neg _ all_true bitmask"),
  run(0xfd, 199, "i64x2", "extend_low_i32x4_s extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u"),
  run(0xfd, 203, "i64x2", "shl shr_s shr_u add _ _ sub _ _ _ mul eq ne lt_s gt_s le_s ge_s"),
  run(0xfd, 220, "i64x2", "extmul_low_i32x4_s extmul_high_i32x4_s extmul_low_i32x4_u extmul_high_i32x4_u"),
  run(0xfd, 224, "f32x4", "abs neg _ sqrt add sub mul div min max pmin pmax"),
  run(0xfd, 236, "f64x2", "abs neg _ sqrt add sub mul div min max pmin pmax"),
  run(0xfd, 248, "i32x4", "trunc_sat_f32x4_s trunc_sat_f32x4_u"),
  run(0xfd, 250, "f32x4", "convert_i32x4_s convert_i32x4_u"),
  run(0xfd, 252, "i32x4", "trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero"),
  run(0xfd, 254, "f64x2", "convert_low_i32x4_s convert_low_i32x4_u"),
  run(0xfd, 0x105, "f32x4", "relaxed_madd relaxed_nmadd"),
  run(0xfd, 0x107, "f64x2", "relaxed_madd relaxed_nmadd"),
] as const;

/** With the number of a lane. */
const lanes = [
  run(0xfd, 21, "i8x16", "extract_lane_s extract_lane_u replace_lane"),
  run(0xfd, 24, "i16x8", "extract_lane_s extract_lane_u replace_lane"),
  run(0xfd, 27, "i32x4", "extract_lane replace_lane"),
  run(0xfd, 29, "i64x2", "extract_lane replace_lane"),
  run(0xfd, 31, "f32x4", "extract_lane replace_lane"),
  run(0xfd, 33, "f64x2", "extract_lane replace_lane"),
] as const;

/** Loads, with an offset in bytes. */
const loads = [
  run(0, 0x28, "i32", "load"),
  run(0, 0x29, "i64", "load"),
  run(0, 0x2a, "f32", "load"),
  run(0, 0x2b, "f64", "load"),
  run(0, 0x2c, "i32", "load8_s load8_u load16_s load16_u"),
  run(0, 0x30, "i64", "load8_s load8_u load16_s load16_u load32_s load32_u"),
  run(0xfd, 0, "v128", "load load8x8_s load8x8_u load16x4_s load16x4_u load32x2_s load32x2_u"),
  run(0xfd, 7, "v128", "load8_splat load16_splat load32_splat load64_splat"),
  run(0xfd, 92, "v128", "load32_zero load64_zero"),
] as const;

const stores = [
  run(0, 0x36, "i32", "store"),
  run(0, 0x37, "i64", "store"),
  run(0, 0x38, "f32", "store"),
  run(0, 0x39, "f64", "store"),
  run(0, 0x3a, "i32", "store8 store16"),
  run(0, 0x3c, "i64", "store8 store16 store32"),
  run(0xfd, 11, "v128", "store"),
] as const;

/** Loads and stores of one lane of a register: an offset in bytes, and the lane. */
const laneAccesses = [
  run(0xfd, 84, "v128", "load8_lane load16_lane load32_lane load64_lane"),
  run(0xfd, 88, "v128", "store8_lane store16_lane store32_lane store64_lane"),
] as const;

/** Names of one group. */
type NameOf<Runs extends readonly Run<string>[]> = Runs[number]["names"][number];

export type PlainOp =
  | NameOf<typeof plain>
  | "drop"
  | "select"
  | "unreachable"
  | "memory.copy"
  | "memory.fill";
export type LaneOp = NameOf<typeof lanes>;
export type LoadOp = NameOf<typeof loads>;
export type StoreOp = NameOf<typeof stores>;
export type LaneAccessOp = NameOf<typeof laneAccesses>;
export type OpCodeName = PlainOp | LaneOp | LoadOp | StoreOp | LaneAccessOp;

/** An encoding: a prefix byte (0: none) and a number; what follows it without a choice. */
export interface OpCode {
  readonly prefix: number;
  readonly number: number;
  readonly tail?: readonly number[];
}

function table(): ReadonlyMap<string, OpCode> {
  const found = new Map<string, OpCode>();
  for (const { names, prefix, from } of [...plain, ...lanes, ...loads, ...stores, ...laneAccesses]) {
    names.forEach((name, index) => {
      found.set(name, { prefix, number: from + index });
    });
  }
  found.delete("_");
  found.set("unreachable", { prefix: 0, number: 0x00 });
  found.set("drop", { prefix: 0, number: 0x1a });
  found.set("select", { prefix: 0, number: 0x1b });
  found.set("memory.copy", { prefix: 0xfc, number: 10, tail: [0, 0] });
  found.set("memory.fill", { prefix: 0xfc, number: 11, tail: [0] });
  return found;
}

/** Every instruction by name. */
export const opCodes = table();

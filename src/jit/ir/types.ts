/**
 * The types of the IR. A scalar is what one JavaScript number or boolean is known to be; a vector is `lanes` of one
 * scalar side by side, wider than a machine register where that pays (backends split it into registers).
 */

/**
 * What a scalar is known to be. `f32` is a number that `Math.fround` leaves alone, `i32` one that `| 0` leaves alone
 * (so never -0).
 */
export type Scalar = "f64" | "f32" | "i32" | "bool";

/** How many elements a vector has. */
export type Lanes = 2 | 4 | 8;

/** A scalar, or a vector of them; a vector of `bool` is a mask. */
export type Type = Scalar | `${Scalar}x${Lanes}`;

/** What one element of a typed array is; `u8c` is clamped (`Uint8ClampedArray`). */
export type Elem = "f64" | "f32" | "i32" | "u32" | "i16" | "u16" | "i8" | "u8" | "u8c";

/** Bytes of one element. */
export const elemBytes: Readonly<Record<Elem, number>> = Object.freeze({
  f64: 8,
  f32: 4,
  i32: 4,
  u32: 4,
  i16: 2,
  u16: 2,
  i8: 1,
  u8: 1,
  u8c: 1,
});

/** What a read of such an element is: what fits an int32 is one, all else a double. */
export function scalarOf(elem: Elem): Scalar {
  if (elem === "f64" || elem === "u32") return "f64";
  return elem === "f32" ? "f32" : "i32";
}

/** `f64x4` → `f64`; a scalar is its own. */
export function scalarPart(type: Type): Scalar {
  const at = type.indexOf("x");
  return (at === -1 ? type : type.slice(0, at)) as Scalar;
}

/** Elements of a type: 1 for a scalar. */
export function lanesOf(type: Type): 1 | Lanes {
  const at = type.indexOf("x");
  return at === -1 ? 1 : (Number(type.slice(at + 1)) as Lanes);
}

/** A type of the same scalar with that many elements. */
export function widen(scalar: Scalar, lanes: 1 | Lanes): Type {
  return lanes === 1 ? scalar : `${scalar}x${lanes}`;
}

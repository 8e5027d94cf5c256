/**
 * The class of all errors of this package, and how entries of the error table are defined. Errors are made from the
 * table, and only there.
 */

/** What sort of trouble it is: a wrong call, a message that cannot arrive, a life cycle, injection, a limit. */
export type ErrorKind = "usage" | "delivery" | "lifecycle" | "injection" | "limit";

const brand = Symbol.for("iris-actors/IrisError");

/** The facts of each code of the error table: `IrisError.is(error, code)` gives them. */
// biome-ignore lint/suspicious/noEmptyInterface: filled in by the table, which imports this file.
export interface ErrorFacts {}

/** An error with a code of the table, and so with the facts of that code. */
export type ErrorOf<C extends keyof ErrorFacts> = IrisError & { readonly code: C } & Readonly<ErrorFacts[C]>;

/** Base of all errors of this package. Compare `code`, not texts; `cause` holds what lies beneath. */
export class IrisError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;

  constructor(code: string, kind: ErrorKind, text: string, facts: object = {}, cause?: unknown) {
    super(text, cause === undefined ? undefined : { cause });
    this.code = code;
    this.kind = kind;
    Object.assign(this, facts);
    Object.defineProperty(this, "name", { value: "IrisError", configurable: true });
    Object.defineProperty(this, brand, { value: true });
  }

  /**
   * Whether `value` is an `IrisError`, with this code if one is given, and then with its facts as fields. Also for one
   * made by another copy of this package or another realm.
   */
  static is<C extends keyof ErrorFacts>(value: unknown, code: C): value is ErrorOf<C>;
  static is(value: unknown, code?: string): value is IrisError;
  static is(value: unknown, code?: string): value is IrisError {
    if (typeof value !== "object" || value === null) return false;
    try {
      return brand in value && (code === undefined || (value as { code?: unknown }).code === code);
    } catch {
      return false; // a proxy that throws
    }
  }
}

/** An entry of the error table: makes errors of one code. */
export interface Entry<C extends string, F extends object> {
  (facts: F, cause?: unknown): IrisError;
  readonly code: C;
}

/** An entry of the table. No fact may be called `message`: it would take the place of the error's text. */
export function define<const C extends string, F extends object & { readonly message?: never }>(
  code: C,
  kind: ErrorKind,
  text: (facts: F) => string,
): Entry<C, F> {
  const make = (facts: F, cause?: unknown) => new IrisError(code, kind, text(facts), facts, cause);
  return Object.assign(make, { code });
}

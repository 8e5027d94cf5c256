/** The types of decorators: what each may stand on, written once for both ways of decorating. */

/** The part of a standard decorator's context that a public instance method has. */
export interface PublicMethodContext {
  readonly kind: "method";
  readonly name: string;
  readonly static: false;
  readonly private: false;
  /** Undefined in the types of projects whose `lib` has no "ESNext.Decorators". */
  readonly metadata: object | undefined;
}

export interface ClassContext {
  readonly kind: "class";
  readonly metadata: object | undefined;
}

/** Fits public methods that can be called with the arguments `P`, in both ways; the reply may be anything. */
export interface MethodMark<P extends unknown[]> {
  <F extends (...args: P) => unknown>(target: object, key: string, method: TypedPropertyDescriptor<F>): void;
  <F extends (...args: P) => unknown>(method: F, context: PublicMethodContext): void;
}

/** Fits classes, in both ways. */
export type ClassMark = (target: abstract new (...args: never[]) => object, context?: ClassContext) => void;

/** True where a method's message parameter takes `{ type: T }`. */
type TakesTag<F, T extends string> = F extends (message: infer P) => unknown
  ? { readonly type: T } extends P
    ? true
    : true extends (P extends { readonly type: infer U } ? (T extends U ? true : never) : never)
      ? true
      : false
  : false;

/** Nothing where the method takes the tag; else what the compiler shows beside the method it refuses. */
type TagCheck<F, T extends string> =
  TakesTag<F, T> extends true ? unknown : { "the method's parameter must take": { type: T } };

/** Fits methods whose message parameter takes `{ type: T }`, in both ways. */
export interface TagMark<T extends string> {
  <F extends (message: never) => unknown>(
    target: object,
    key: string,
    method: TypedPropertyDescriptor<F> & TagCheck<F, T>,
  ): void;
  <F extends (message: never) => unknown>(method: F & TagCheck<F, T>, context: PublicMethodContext): void;
}

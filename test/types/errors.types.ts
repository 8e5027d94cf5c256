/** Compiled, never run: what `IrisError.is` says about an error, and what must not compile. */
import { type ErrorFacts, type ErrorOf, IrisError } from "../../src/index";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only where the two types are the same. */
function same<A, B>(_proof: Same<A, B>): void {}

export function facts(error: unknown, some: string): void {
  same<ErrorFacts["ERR_ASK_TIMEOUT"], { target: string; request: string; timeoutMs: number }>(true);
  same<ErrorFacts["ERR_DETACHED"], { call: string }>(true);
  if (IrisError.is(error, "ERR_MAILBOX_FULL")) {
    same<typeof error, ErrorOf<"ERR_MAILBOX_FULL">>(true);
    same<typeof error.capacity, number>(true);
    same<typeof error.code, "ERR_MAILBOX_FULL">(true);
    const whole: IrisError = error;
    // @ts-expect-error no fact of this code
    void error.timeoutMs;
    // @ts-expect-error facts are not changed
    error.capacity = 5;
    void whole.cause;
  }
  if (IrisError.is(error)) same<typeof error, IrisError>(true);
  if (IrisError.is(error, some)) same<typeof error, IrisError>(true);
  if (IrisError.is(error, "ERR_OF_ANOTHER_VERSION")) same<typeof error, IrisError>(true);
  // @ts-expect-error no such code, so no such facts
  same<ErrorFacts["ERR_OF_ANOTHER_VERSION"], object>(true);
  // @ts-expect-error a code is a string
  IrisError.is(error, 5);
}

/** What is not this error is still an IrisError, perhaps of another code. */
export function ruledOut(error: IrisError): string {
  if (IrisError.is(error, "ERR_DEADLOCK")) return error.cycle;
  return error.code;
}

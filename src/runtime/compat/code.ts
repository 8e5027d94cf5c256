/** From a handler of compat to the function that an actor of the runtime runs. */
import { describe, errors } from "../../errors";
import type { Mailbox } from "../actor/mailbox";
import { JsMailbox } from "./mailbox";
import { type PushedMessage, pushed } from "./wrapped-message";

/** Handles one message. What it returns, or resolves to, is the reply to a `call`: bytes or a string. */
export type PushHandler = (message: PushedMessage) => unknown;

/** Takes its messages itself; when it returns, the actor ends. */
export type PullHandler = (mailbox: JsMailbox) => unknown;

const seat = Symbol("iris-actors/compat/seat");

/** Where the mailbox of a pull actor can be found from outside. */
export class Seat {
  /** That of the handler's last run. */
  mailbox: JsMailbox | undefined = undefined;
  private readonly waiting = new Set<(mailbox: JsMailbox) => void>();

  take(mailbox: JsMailbox): void {
    this.mailbox = mailbox;
    for (const begun of this.waiting) begun(mailbox);
  }

  /** Calls back at the handler's first run, until the function returned is called. */
  whenTaken(begun: (mailbox: JsMailbox) => void): () => void {
    this.waiting.add(begun);
    return () => void this.waiting.delete(begun);
  }
}

/** @throws ERR_INVALID_ARG for what is no function */
export function pushCode(handler: PushHandler): (message: unknown) => unknown {
  checkHandler(handler);
  return named(handler, (message: unknown) => handler(pushed(message)));
}

/** @throws ERR_INVALID_ARG for what is no function */
export function pullCode(handler: PullHandler): (mailbox: Mailbox<unknown>) => unknown {
  checkHandler(handler);
  const taker = new Seat();
  const run = (mailbox: Mailbox<unknown>): unknown => {
    const own = new JsMailbox(mailbox);
    taker.take(own);
    return handler(own);
  };
  return Object.assign(named(handler, run), { [seat]: taker });
}

/** The seat of code that `pullCode` made. */
export function seatOf(code: unknown): Seat | undefined {
  return (code as { readonly [seat]?: Seat } | undefined)?.[seat];
}

/** An actor is called after its function, in logs and errors. */
function named<F extends object>({ name }: { readonly name: string }, code: F): F {
  return Object.defineProperty(code, "name", { value: name });
}

function checkHandler(handler: unknown): void {
  const isFunction = typeof handler === "function";
  if (isFunction && !/^class\b/.test(Function.prototype.toString.call(handler))) return;
  throw errors.invalidArg({
    argument: "handler",
    expected: "a function (classes go to .runtime.spawn)",
    received: isFunction ? `class ${handler.name}` : describe(handler),
  });
}

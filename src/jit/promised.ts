/**
 * Functions that answer with promises: those of the strategies "pool", "actor" and "auto", and async ones.
 *
 *   pool, actor   always in a worker thread; ERR_NOT_PORTABLE when it cannot go there
 *   auto, async   compiled ─no─▶ in a worker thread, if it needs nothing around it ─no─▶ as it is
 */
import { errors } from "../errors";
import { coerced } from "./coerced";
import type { Dispatcher, MapCall } from "./dispatch";
import type { Refusal } from "./ir/refusal";
import type { Jit } from "./jit";
import type { NumericArray } from "./memory/views";
import type { Settings } from "./offload-options";
import type { Called } from "./tier";
import { isArrayKind, kindOf } from "./values";

/** What is called. */
export interface PromisedSubject {
  readonly jit: Jit;
  readonly name: string;
  readonly settings: Settings;
  readonly original: Called;
  readonly dispatcher: Dispatcher;
}

/** A function that can go to another thread, as the text of an expression; or why it cannot. */
export type Portable = { readonly text: string } | { readonly reason: string; readonly fix: string };

/** Runs in the worker thread: the loop of a map. The function's text stands in front of it. */
const mapText = `async (args, mapped, length, kind) => {
  const out = new globalThis[kind](length);
  const row = [...args];
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < args.length; k++) if (mapped[k]) row[k] = args[k][i];
    out[i] = await fn(...row);
  }
  return out;
}`;

export class Promised {
  constructor(
    private readonly subject: PromisedSubject,
    private readonly portable: () => Portable,
  ) {}

  private get isPooled(): boolean {
    const { strategy } = this.subject.settings;
    return strategy === "pool" || strategy === "actor";
  }

  async call(self: unknown, args: readonly unknown[]): Promise<unknown> {
    const { original, settings, dispatcher } = this.subject;
    if (this.isPooled) return this.inPool(args);
    const hasArray = args.some((arg) => isArrayKind(kindOf(arg)));
    if (!hasArray) return coerced(await original.apply(self, [...args]), settings.returns);
    const result = dispatcher.call(self, args, ({ refusal, inline }) =>
      this.otherwise(refusal, inline, () => this.inPool(args)),
    );
    return coerced(await result, settings.returns);
  }

  async map(self: unknown, args: readonly unknown[]): Promise<unknown> {
    const { dispatcher } = this.subject;
    if (this.isPooled) return this.mapInPool(dispatcher.sorted(args));
    return dispatcher.map(self, args, (refused) =>
      this.otherwise(refused.refusal, refused.inline, () => this.mapInPool(refused)),
    );
  }

  /** What becomes of a call that does not compile. */
  private otherwise(refusal: Refusal, inline: () => unknown, inPool: () => Promise<unknown>): unknown {
    const { dispatcher, jit, settings } = this.subject;
    if (settings.fallback === "throw") throw dispatcher.refusedError(refusal);
    const goes = settings.fallback !== "inline" && jit.allows("pool") && "text" in this.portable();
    return goes ? inPool() : inline();
  }

  private async inPool(args: readonly unknown[]): Promise<unknown> {
    const { jit, name, settings, dispatcher } = this.subject;
    dispatcher.ranInPool();
    const fn = { text: this.text() };
    const result = await jit.pool.run({ fn, kernel: name, args, deadlineMs: settings.deadlineMs });
    return coerced(result, settings.returns);
  }

  private async mapInPool({ args, mapped, length, out, kind }: MapCall): Promise<unknown> {
    const { jit, name, settings, dispatcher } = this.subject;
    dispatcher.ranInPool();
    const fn = { text: `((fn) => ${mapText})(${this.text()}\n)` };
    const given = [args, mapped, length, kind];
    const run = jit.pool.run({ fn, kernel: name, args: given, deadlineMs: settings.deadlineMs });
    const result = (await run) as NumericArray;
    const { returns } = settings;
    if (returns !== undefined)
      for (let i = 0; i < length; i++) result[i] = coerced(result[i], returns) as number;
    out?.set(result);
    return out ?? result;
  }

  /** @throws ERR_NOT_PORTABLE */
  private text(): string {
    const portable = this.portable();
    if ("text" in portable) return portable.text;
    throw errors.notPortable({ kernel: this.subject.name, reason: portable.reason, fix: portable.fix });
  }
}

/**
 * Functions that answer with promises: those of the strategies "pool", "actor" and "auto", and async ones.
 *
 *   pool, actor   always in a worker thread; ERR_NOT_PORTABLE when it cannot go there
 *   auto, async   compiled ─no─▶ in a worker thread, if it needs nothing around it ─no─▶ as it is
 */
import { errors } from "../errors";
import type { PoolFunction } from "./backends/pool/pool-host";
import { coerced } from "./coerced";
import type { Dispatcher, MapCall } from "./dispatch";
import type { Refusal } from "./ir/refusal";
import type { Jit } from "./jit";
import { type NumericArray, write } from "./memory/views";
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

/** A function that can go to another thread, as the text of an expression or by its name; or why it cannot. */
export type Portable = PoolFunction | { readonly reason: string; readonly fix: string };

export class Promised {
  constructor(
    private readonly subject: PromisedSubject,
    /** What its source tells. */
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
    const goes = settings.fallback !== "inline" && jit.allows("pool") && !("reason" in this.found());
    return goes ? inPool() : inline();
  }

  private async inPool(args: readonly unknown[]): Promise<unknown> {
    const { jit, name, settings, dispatcher } = this.subject;
    dispatcher.ranInPool();
    const fn = this.goes();
    const result = await jit.pool.run({ fn, kernel: name, args, deadlineMs: settings.deadlineMs });
    return coerced(result, settings.returns);
  }

  private async mapInPool({ args, mapped, length, out, kind }: MapCall): Promise<unknown> {
    const { jit, name, settings, dispatcher } = this.subject;
    dispatcher.ranInPool();
    const map = { mapped, length, kind };
    const { deadlineMs } = settings;
    const run = jit.pool.run({ fn: this.goes(), kernel: name, args, map, deadlineMs });
    const result = (await run) as NumericArray;
    const { returns } = settings;
    if (returns !== undefined)
      for (let i = 0; i < length; i++) result[i] = coerced(result[i], returns) as number;
    if (out !== undefined) write(out, result);
    return out ?? result;
  }

  private found(): Portable {
    return this.subject.settings.from ?? this.portable();
  }

  /** @throws ERR_NOT_PORTABLE */
  private goes(): PoolFunction {
    const found = this.found();
    if (!("reason" in found)) return found;
    throw errors.notPortable({ kernel: this.subject.name, reason: found.reason, fix: found.fix });
  }
}

/**
 * Probes: actors that record what they receive, for a test to look at, and answer what the test says.
 *
 *   probe(rt)            takes any message              next() → the message
 *   probe(rt, Ledger)    stands in for a Ledger         next() → { method: "post", args: [5] }
 */
import { inspect } from "node:util";
import { draftsOf } from "../../draft";
import { describe, errors } from "../../errors";
import { restartPolicy } from "../../supervision/policy";
import type { Cell, System } from "../actor/cell";
import { checkOptions, checkTimeout } from "../actor/checks";
import { Phase } from "../actor/phase";
import type { ActorRef, BaseClass, Ref, ReplyOf, SpawnOptions } from "../actor/protocol";
import { refOf } from "../actor/ref";
import { spawnCell } from "../actor/spawn";
import type { Runtime } from "../runtime";
import { systemOf } from "./inside";
import { type SettleOptions, settle } from "./settle";
import { standInFor } from "./stand-in";
import { waitUntil } from "./waiting";

type Method = (...args: never[]) => unknown;
type ParametersOf<F> = F extends (...args: infer P) => unknown ? P : never;

/** A message as a probe of class `A` shows it: the method that it would have called, and with what. */
export type CallOf<A> = {
  [K in keyof A]: K extends string
    ? A[K] extends Method
      ? { readonly method: K; readonly args: ParametersOf<A[K]> }
      : never
    : never;
}[keyof A];

/** What a probe of class `A` answers, by method; functions of the arguments, such as `jest.fn()`. */
export type RepliesOf<A> = {
  readonly [K in keyof A as A[K] extends Method ? K : never]?: (
    ...args: ParametersOf<A[K]>
  ) => ReplyOf<A[K]> | PromiseLike<ReplyOf<A[K]>>;
};

/** What a probe is called, and what it answers. */
export interface ProbeOptions<Reply> extends Pick<SpawnOptions, "name" | "path" | "parent" | "mailbox"> {
  /** See `probe.reply`. */
  readonly reply?: Reply | undefined;
}

/** Which message to take, and how long to wait for it. */
export interface NextOptions<M, Wanted extends M = M> {
  /** Real time to wait. Default 1000. */
  readonly timeoutMs?: number | undefined;
  /** Takes the first message that this accepts; the others stay. */
  readonly where?: (((message: M) => message is Wanted) | ((message: M) => boolean)) | undefined;
}

/**
 * An actor that records. It survives its own errors, so that an answer may throw.
 *
 * @typeParam M - what it receives
 * @typeParam R - the type of its ref
 * @typeParam Reply - what it answers with: a function, or one for each method
 */
export interface Probe<M, R extends object = Ref<M>, Reply = (message: M) => unknown> {
  /** Give this to whoever is under test. */
  readonly ref: R;
  /** Everything it received, oldest first. */
  readonly messages: readonly M[];
  /**
   * Takes the oldest message that was not taken yet, and waits for it if need be.
   * @throws (rejects) ERR_PROBE_TIMEOUT, which shows what was received instead
   */
  next<Wanted extends M = M>(options?: NextOptions<M, Wanted>): Promise<Wanted>;
  /**
   * Lets the runtime settle; resolves when every message was taken by `next` (or forgotten by `clear`).
   * @throws (rejects) ERR_PROBE_NOT_SILENT, ERR_NOT_SETTLED
   */
  expectNone(options?: SettleOptions): Promise<void>;
  /** What asks get from now on. Undefined otherwise; what it throws rejects the ask. */
  reply(reply: Reply): void;
  /** Forgets what was received. */
  clear(): void;
}

/** A probe that stands in for an actor of class `A`. */
export type ActorProbe<A> = Probe<CallOf<A>, ActorRef<A>, RepliesOf<A>>;

/**
 * Spawns a probe. With an actor class it stands in for one: it has the class's messages and name, and records calls.
 *
 * @throws as `spawn`
 */
export function probe<A extends object>(
  rt: Runtime,
  type: BaseClass<A>,
  options?: ProbeOptions<RepliesOf<A>>,
): ActorProbe<A>;
export function probe<M = unknown>(rt: Runtime, options?: ProbeOptions<(message: M) => unknown>): Probe<M>;
export function probe(rt: Runtime, what?: unknown, more?: unknown): unknown {
  const system = systemOf(rt);
  const isClass = typeof what === "function";
  const options = (isClass ? more : what) as ProbeOptions<AnyReply> | undefined;
  checkOptions("probe options", options);
  if (isClass && draftsOf(what as BaseClass).some((draft) => draft.actor?.mode === "pull")) {
    const expected = "a class with @Receive methods; a pull actor takes whole messages, as probe(rt) does";
    throw errors.invalidArg({ argument: "the class of a probe", expected, received: describe(what) });
  }
  return isClass
    ? new ClassProbe(rt, system, what as BaseClass, options)
    : new FunctionProbe(rt, system, options);
}

type AnyReply = object;

/** Messages that an error shows. */
const shownMax = 5;

abstract class Recorder<M> {
  protected abstract readonly cell: Cell;
  private readonly all: M[] = [];
  private untaken: M[] = [];

  constructor(private readonly rt: Runtime) {}

  get ref(): object {
    return refOf(this.cell);
  }

  get messages(): readonly M[] {
    return this.all;
  }

  async next(options: NextOptions<M> = {}): Promise<M> {
    checkOptions("next options", options, ["timeoutMs", "where"]);
    const { timeoutMs = 1_000, where = () => true } = options;
    checkTimeout("timeoutMs", timeoutMs);
    if (typeof where !== "function") {
      throw errors.invalidArg({ argument: "where", expected: "a function", received: describe(where) });
    }
    let taken: readonly M[] = [];
    // Found and taken at once: another `next` may be waiting too.
    const take = (): boolean => {
      const at = this.untaken.findIndex((message) => where(message));
      if (at >= 0) taken = this.untaken.splice(at, 1);
      return at >= 0;
    };
    if (await waitUntil(this.cell.system, timeoutMs, take)) return taken[0] as M;
    throw errors.probeTimeout({
      probe: this.label,
      wanted: options.where === undefined ? "message" : "message as wanted",
      timeoutMs,
      received: this.received(),
    });
  }

  async expectNone(options?: SettleOptions): Promise<void> {
    await settle(this.rt, options);
    if (this.untaken.length === 0) return;
    throw errors.probeNotSilent({ probe: this.label, received: show(this.untaken) });
  }

  clear(): void {
    this.all.length = 0;
    this.untaken = [];
  }

  protected record(message: M): void {
    this.all.push(message);
    this.untaken.push(message);
  }

  protected spawn(system: System, type: object, options: ProbeOptions<AnyReply> = {}): Cell {
    const { reply: _, ...rest } = options;
    const policy = restartPolicy({
      restart: "permanent",
      maxRestarts: Number.POSITIVE_INFINITY,
      withinMs: 0,
    });
    Object.assign(system.blueprints.of(type), { policy });
    return spawnCell(system, type, rest, system.guardian);
  }

  private get label(): string {
    const { cell } = this;
    return `The probe ${cell.label}${cell.phase === Phase.Stopped ? ", which has ended," : ""}`;
  }

  private received(): string {
    const taken = this.all.length - this.untaken.length;
    const before = taken === 0 ? "" : ` (and ${taken} before, which ${taken === 1 ? "was" : "were"} taken)`;
    return `${this.untaken.length === 0 ? "nothing" : show(this.untaken)}${before}`;
  }
}

function show(messages: readonly unknown[]): string {
  const shown = messages
    .slice(0, shownMax)
    .map((message) => inspect(message, { depth: 3, breakLength: 100 }));
  if (messages.length > shownMax) shown.push(`${messages.length - shownMax} more`);
  return shown.join(", ");
}

class FunctionProbe extends Recorder<unknown> {
  protected readonly cell: Cell;
  private answer: (message: unknown) => unknown = () => undefined;

  constructor(rt: Runtime, system: System, options: ProbeOptions<AnyReply> | undefined) {
    super(rt);
    if (options?.reply !== undefined) this.reply(options.reply);
    const probe = (message: unknown): unknown => {
      this.record(message);
      return this.answer(message);
    };
    this.cell = this.spawn(system, probe, options);
  }

  reply(reply: AnyReply): void {
    if (typeof reply !== "function") throw wrongReply("a function of the message", reply);
    this.answer = reply as (message: unknown) => unknown;
  }
}

class ClassProbe extends Recorder<{ method: string; args: readonly unknown[] }> {
  protected readonly cell: Cell;
  private answers: Readonly<Record<string, ((...args: readonly unknown[]) => unknown) | undefined>> = {};

  constructor(rt: Runtime, system: System, type: BaseClass, options: ProbeOptions<AnyReply> | undefined) {
    super(rt);
    if (options?.reply !== undefined) this.reply(options.reply);
    const receive = (method: string, args: readonly unknown[]): unknown => {
      this.record({ method, args });
      return this.answers[method]?.(...args);
    };
    this.cell = this.spawn(system, standInFor(system, type, receive), options);
  }

  reply(reply: AnyReply): void {
    if (typeof reply !== "object" || reply === null) throw wrongReply("an object of functions", reply);
    this.answers = reply as typeof this.answers;
  }
}

function wrongReply(expected: string, value: unknown): Error {
  return errors.invalidArg({ argument: "reply", expected, received: describe(value) });
}

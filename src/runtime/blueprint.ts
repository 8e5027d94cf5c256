/**
 * A blueprint is a class's drafts, checked and put together once per runtime: what the hot path reads instead of
 * metadata. What it says of the class does not change from then on; it only remembers what was looked up.
 *
 *   @Actor, @Receive, …  ─▶  drafts (base to derived)  ─▶  Blueprint { methods, routes, hooks, plan, options }
 *   spawn(fn)            ─▶                                Blueprint { behavior }
 */

import { type Draft, draftsOf, type Hook } from "../draft";
import { errors } from "../errors";
import { Lazy } from "../lazy";
import { limits } from "../limits";
import type {
  ActorOptions,
  MailboxOptions,
  ReceiveOptions,
  SupervisedOptions,
  VirtualOptions,
} from "../options";
import { type RestartPolicy, restartPolicy } from "../supervision/policy";
import type { ActorClass } from "./actor/protocol";
import type { ConstructorPlan } from "./container";
import { isMethodMessage } from "./messages/method-message";
import { type Selector, Shape } from "./messages/selector";
import type { PlainKeys } from "./plain-keys";
import type { Tree } from "./tree";

const plainKeys = new Lazy(() => require("./plain-keys") as typeof import("./plain-keys"));
const pullClasses = new Lazy(() => require("./pull-classes") as typeof import("./pull-classes"));
const trees = new Lazy(() => require("./tree") as typeof import("./tree"));
const privateFields = new Lazy(() => require("./private-fields") as typeof import("./private-fields"));

/** A method as found on the prototype; called with the instance as `this`. */
export type Handler = (this: unknown, ...args: unknown[]) => unknown;

/** What an actor runs: a function instead of a class. */
export type Behavior = (message: unknown, context: unknown) => unknown;

/** Makes the `ref.send` and `ref.ask` objects of one class; see `actor/facade.ts`. */
export interface Facade {
  readonly Sender: new (cell: object) => object;
  readonly Asker: new (cell: object, options: object, asker: object | undefined) => object;
  /** The methods it has, and whether each is a message. */
  readonly methods: ReadonlyMap<string, boolean>;
  /** This facade with the messages of another blueprint as well, for actors that were swapped. */
  readonly wider: WeakMap<Blueprint, Facade>;
}

type ManyHooks = Exclude<Hook, "snapshot" | "restore">;

interface Tables {
  readonly methods: Map<string, Handler>;
  readonly classes: Map<object, Handler>;
  readonly tags: Map<string, Handler>;
  readonly hooks: Readonly<Record<ManyHooks, Handler[]>>;
}

function makeTables(): Tables {
  return {
    methods: new Map(),
    classes: new Map(),
    tags: new Map(),
    hooks: { start: [], stop: [], restart: [], exit: [] },
  };
}

/** A table in which nothing was looked up yet. */
const noHandlers = Object.freeze([]) as unknown as (Handler | undefined)[];

/** What functions share. Nobody writes to it: there is no draft of a function. */
const nothingOfIt: Tables = Object.freeze(makeTables());

export class Blueprint {
  readonly label: string;
  /** Code of this package: not to be swapped. */
  readonly isFixed: boolean;
  readonly budget: number;
  readonly name: string | undefined;
  readonly mailbox: MailboxOptions | undefined;
  readonly reentrant: boolean;
  readonly virtual: VirtualOptions | undefined;
  readonly trapExit: boolean;
  /** Takes its messages itself: `run(mailbox, ctx)` instead of handlers. */
  readonly isPull: boolean;
  readonly policy: RestartPolicy | undefined;
  /** By method name. */
  readonly methods: Map<string, Handler>;
  /** By message prototype. */
  private readonly classes: Map<object, Handler>;
  private readonly tags: Map<string, Handler>;
  private any: Handler | undefined = undefined;
  /** Base to derived; an overridden hook stands once. */
  readonly hooks: Readonly<Record<ManyHooks, Handler[]>>;
  /** A pull actor's own loop; undefined for functions. */
  run: Handler | undefined = undefined;
  snapshot: Handler | undefined = undefined;
  restore: Handler | undefined = undefined;
  /** By selector id: `methods`, without the hashing. Filled as selectors come by. */
  private table: (Handler | undefined)[] = noHandlers;
  facade: Facade | undefined = undefined;
  /** What `@Receive` says of handlers, by handler. Undefined where it says nothing of any. */
  receiveOptions: Map<Handler, ReceiveOptions> | undefined = undefined;
  /** Set for supervisors. */
  tree: Tree | undefined = undefined;
  private ownStateKeys: PlainKeys | undefined = undefined;
  private ownFreshKeys: PlainKeys | undefined = undefined;
  /** A `#field` of the class, looked for when it first matters; "" when there is none. */
  private privateField: string | undefined = undefined;

  constructor(
    /** Undefined for a function. */
    readonly type: ActorClass | undefined,
    readonly behavior: Behavior | undefined,
    readonly plan: ConstructorPlan<object> | undefined,
    options: ActorOptions,
    /** What its `@Supervised` says, without the defaults. */
    readonly supervised: SupervisedOptions | undefined,
    /** For code of this package (a pool, an observer), which is not to be swapped. */
    fixedLabel?: string,
  ) {
    // A function has none of these: one may be spawned for each connection, and should not cost a kilobyte.
    const { methods, classes, tags, hooks } = type === undefined ? nothingOfIt : makeTables();
    this.methods = methods;
    this.classes = classes;
    this.tags = tags;
    this.hooks = hooks;
    this.label = fixedLabel ?? ((type ?? behavior)?.name || "anonymous");
    this.isFixed = fixedLabel !== undefined;
    this.budget = options.budget ?? limits.budgetDefault;
    this.name = options.name;
    this.mailbox = options.mailbox;
    this.reentrant = options.reentrant ?? false;
    this.virtual = options.virtual === true ? {} : options.virtual || undefined;
    this.trapExit = options.trapExit ?? false;
    this.isPull = options.mode === "pull";
    this.policy = supervised && restartPolicy(supervised);
  }

  /** The fields of instances that have worked. */
  get stateKeys(): PlainKeys {
    this.ownStateKeys ??= new plainKeys.module.PlainKeys();
    return this.ownStateKeys;
  }

  /** The fields of new instances. */
  get freshKeys(): PlainKeys {
    this.ownFreshKeys ??= new plainKeys.module.PlainKeys();
    return this.ownFreshKeys;
  }

  /** Messages stay as they were sent: nothing is told apart by method. */
  get takesWhole(): boolean {
    return this.behavior !== undefined || this.isPull;
  }

  /** The method a selector means here; undefined when this actor has no such message. */
  handlerFor(selector: Selector): Handler | undefined {
    const known = this.table[selector.id];
    return known === undefined ? this.fill(selector) : known;
  }

  /** Who takes this whole message: by class, the most derived first; else by tag; else any. */
  route(message: unknown): Handler | undefined {
    if (typeof message === "object" && message !== null) {
      if (this.classes.size > 0) {
        for (let at = Object.getPrototypeOf(message); at !== null; at = Object.getPrototypeOf(at)) {
          const found = this.classes.get(at);
          if (found !== undefined) return found;
        }
      }
      if (this.tags.size > 0) {
        const found = this.tags.get((message as { type?: unknown }).type as string);
        if (found !== undefined) return found;
      }
    }
    return this.any;
  }

  /** What `@Receive` says of the handler of a message; undefined for most. */
  receiveOptionsOf(selector: Selector, argument: unknown): ReceiveOptions | undefined {
    if (this.receiveOptions === undefined) return undefined;
    try {
      const handler = selector.shape === Shape.Tell ? this.takerOf(argument) : this.handlerFor(selector);
      return handler && this.receiveOptions.get(handler);
    } catch {
      return undefined; // a getter or a proxy that lets nobody look twice
    }
  }

  /** The handler of a whole message, which may be a method message: it was sent while a function ran here. */
  private takerOf(message: unknown): Handler | undefined {
    return isMethodMessage(message) ? this.methods.get(message.method) : this.route(message);
  }

  /** Adds what one class of the chain recorded; later calls, for derived classes, override. */
  addDraft(draft: Draft, prototype: Record<string, unknown>): void {
    for (const { key, match, options } of draft.handlers) {
      const handler = this.methodOf(prototype, key, "Receive");
      if (options.timeoutMs !== undefined || options.maxAttempts !== undefined) {
        this.receiveOptions ??= new Map();
        this.receiveOptions.set(handler, { ...this.receiveOptions.get(handler), ...options });
      }
      this.methods.set(key, handler);
      if (match.kind === "class") this.classes.set(match.type.prototype as object, handler);
      else if (match.kind === "tag") this.tags.set(match.tag, handler);
      else if (match.kind === "any") this.any = handler;
    }
    for (const { hook, key } of draft.hooks) {
      const handler = this.methodOf(prototype, key, hook);
      if (hook === "snapshot" || hook === "restore") this[hook] = handler;
      else if (!this.hooks[hook].includes(handler)) this.hooks[hook].push(handler);
    }
  }

  /**
   * State has to move without this class's help: its `#fields` cannot.
   * @throws ERR_PRIVATE_STATE naming the field
   */
  requireMovableState(occasion: string): void {
    if (this.type === undefined || (this.snapshot !== undefined && this.restore !== undefined)) return;
    this.privateField ??= privateFields.module.privateFieldOf(this.type) ?? "";
    const field = this.privateField || undefined;
    if (field !== undefined) throw errors.privateState({ actor: this.label, field, occasion });
  }

  private fill(selector: Selector): Handler | undefined {
    const handler = this.methods.get(selector.name);
    if (handler === undefined) return undefined;
    if (this.table === noHandlers) this.table = [];
    while (this.table.length <= selector.id) this.table.push(undefined);
    this.table[selector.id] = handler;
    return handler;
  }

  /** By name on the final prototype, so that an override takes the place of what it overrides. */
  private methodOf(prototype: Record<string, unknown>, key: string, decorator: string): Handler {
    const method = prototype[key];
    if (typeof method === "function") return method as Handler;
    throw errors.badDecorator({
      decorator,
      where: `${this.label}.${key}`,
      problem: "it is not a method of the spawned class any more",
      fix: "Override a message with a method.",
    });
  }
}

/**
 * Checks and freezes what decorators recorded about a class.
 *
 * @throws ERR_NOT_AN_ACTOR for a class without decorators, ERR_BAD_DECORATOR for one that traps exits without
 *   `@OnExit`, ERR_PRIVATE_STATE for a passivating class whose state
 *   cannot be moved, and whatever the constructor plan finds missing
 */
export function blueprintOf(
  type: ActorClass,
  plan: (type: ActorClass) => ConstructorPlan<object>,
): Blueprint {
  const drafts = draftsOf(type);
  if (!drafts.some(isOfActor)) {
    throw errors.notAnActor({ actor: type.name || "an anonymous class" });
  }
  const own = drafts.findLast((draft) => draft.actor !== undefined)?.actor;
  // A name is one actor's: a derived class with an @Actor of its own does not inherit it.
  const options: ActorOptions = Object.assign({}, ...drafts.map((draft) => draft.actor), { name: own?.name });
  const supervised = drafts.findLast((draft) => draft.supervised !== undefined)?.supervised;
  const blueprint = new Blueprint(type, undefined, plan(type), options, supervised);
  const supervises = drafts.findLast((draft) => draft.supervises !== undefined)?.supervises;
  if (supervises !== undefined) blueprint.tree = new trees.module.Tree(supervises);
  for (const draft of drafts) blueprint.addDraft(draft, type.prototype as Record<string, unknown>);
  if (blueprint.isPull || typeof (type.prototype as { run?: unknown }).run === "function") {
    blueprint.run = pullClasses.module.loopOf(blueprint, type);
  }
  if (!blueprint.isPull && blueprint.trapExit && blueprint.hooks.exit.length === 0)
    throw trapsNothing(blueprint);
  if (blueprint.virtual?.idleTimeoutMs !== undefined && blueprint.virtual.reactivate !== false) {
    blueprint.requireMovableState("passivation");
  }
  if (blueprint.policy?.state === "keep") blueprint.requireMovableState('@Supervised({ state: "keep" })');
  return blueprint;
}

function isOfActor({ actor, supervises, handlers }: Draft): boolean {
  return actor !== undefined || supervises !== undefined || handlers.length > 0;
}

/** The exits would be trapped and shown to nobody. */
function trapsNothing({ label }: Blueprint): Error {
  return errors.badDecorator({
    decorator: "Actor",
    where: `class ${label}`,
    problem: "trapExit needs a method that sees the exits",
    fix: "Add: @OnExit() gone(signal: ExitSignal) { … }, or leave trapExit out.",
  });
}

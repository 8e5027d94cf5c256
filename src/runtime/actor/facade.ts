/**
 * `ref.send` and `ref.ask`: per class, one prototype whose methods are closures over their selectors, made once.
 * An actor's own sender is an object with that prototype and its cell in one field.
 */
import { errors } from "../../errors";
import type { Blueprint, Facade } from "../blueprint";
import type { MethodSelectors, Selectors } from "../messages/selector";
import { ask } from "./asking";
import type { Cell } from "./cell";
import { deliver } from "./delivery";
import type { AskOptions } from "./protocol";

// Local, because each use of an import costs two loads through the CommonJS exports object.
const send = deliver;

/** Symbols, so that no method name of a user's class can collide with them. */
const cellKey = Symbol("cell");
const optionsKey = Symbol("options");
const askerKey = Symbol("asker");

class Sender {
  readonly [cellKey]: Cell;

  constructor(cell: Cell) {
    this[cellKey] = cell;
  }
}

class Asker {
  readonly [cellKey]: Cell;
  readonly [optionsKey]: AskOptions | undefined;
  readonly [askerKey]: Cell | undefined;

  constructor(cell: Cell, options: AskOptions | undefined, asker: Cell | undefined) {
    this[cellKey] = cell;
    this[optionsKey] = options;
    this[askerKey] = asker;
  }
}

/** The facade of a blueprint, made on first use. */
export function facadeOf(blueprint: Blueprint, selectors: Selectors): Facade {
  blueprint.facade ??= makeFacade(blueprint, selectors);
  return blueprint.facade;
}

/** The facade of a swapped actor: with the messages of a blueprint, too. The same one where it has them all. */
export function widened(facade: Facade, blueprint: Blueprint, selectors: Selectors): Facade {
  let found = facade.wider.get(blueprint);
  if (found === undefined) {
    found = hasAll(facade, facadeOf(blueprint, selectors))
      ? facade
      : makeFacade(blueprint, selectors, facade);
    facade.wider.set(blueprint, found);
  }
  return found;
}

function hasAll(facade: Facade, other: Facade): boolean {
  for (const [method, marked] of other.methods) {
    const known = facade.methods.get(method);
    if (known === undefined || (marked && !known)) return false;
  }
  return true;
}

function makeFacade(blueprint: Blueprint, selectors: Selectors, base?: Facade): Facade {
  const ClassSender = class extends ((base?.Sender as unknown as typeof Sender) ?? Sender) {};
  const ClassAsker = class extends ((base?.Asker as unknown as typeof Asker) ?? Asker) {};
  const methods = new Map<string, boolean>(base?.methods);
  const actor = blueprint.label; // no closure holds the blueprint: a facade may outlive the class
  for (const method of publicMethods(blueprint)) {
    const marked = blueprint.methods.has(method);
    if (!marked && methods.get(method)) continue; // a message of the code before
    methods.set(method, marked);
    const refuse = (): never => {
      throw errors.notAMessage({ actor, method });
    };
    define(ClassSender.prototype, method, marked ? sending(selectors.of(method)) : refuse);
    define(ClassAsker.prototype, method, marked ? asking(selectors.of(method)) : refuse);
  }
  const made = { Sender: ClassSender, Asker: ClassAsker, methods, wider: new WeakMap() };
  return made as unknown as Facade;
}

function define(prototype: object, name: string, value: unknown): void {
  Object.defineProperty(prototype, name, { value, enumerable: true });
}

/** Every method on the class's prototypes, marked or not: the unmarked ones get a helpful error. */
function publicMethods(blueprint: Blueprint): Set<string> {
  const found = new Set<string>();
  for (let at: object | null = blueprint.type?.prototype ?? null; at !== null && at !== Object.prototype; ) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (name !== "constructor" && typeof descriptor.value === "function") found.add(name);
    }
    at = Object.getPrototypeOf(at) as object | null;
  }
  return found;
}

// `arguments` instead of a rest parameter: no array for the usual one argument, and none cannot pass for undefined.

type Sending = (this: Sender | undefined, argument?: unknown) => boolean;

function sending({ none, one, many }: MethodSelectors): Sending {
  return function (this: Sender | undefined, argument?: unknown): boolean {
    const cell = this?.[cellKey];
    if (cell === undefined) throw errors.detached({ call: `ref.send.${one.name}` });
    // biome-ignore lint/complexity/noArguments: see above
    const count = arguments.length;
    if (count === 1) return send(cell, one, argument);
    if (count === 0) return send(cell, none, undefined);
    // biome-ignore lint/complexity/noArguments: see above
    return send(cell, many, Array.from(arguments));
  };
}

type Asking = (this: Asker | undefined, argument?: unknown) => Promise<unknown>;

function asking({ none, one, many }: MethodSelectors): Asking {
  return function (this: Asker | undefined, argument?: unknown): Promise<unknown> {
    if (this?.[cellKey] === undefined) throw errors.detached({ call: `ref.ask.${one.name}` });
    const { [cellKey]: cell, [optionsKey]: options, [askerKey]: asker } = this;
    // biome-ignore lint/complexity/noArguments: see above
    const count = arguments.length;
    if (count === 1) return ask(cell, one, argument, options, asker);
    if (count === 0) return ask(cell, none, undefined, options, asker);
    // biome-ignore lint/complexity/noArguments: see above
    return ask(cell, many, Array.from(arguments), options, asker);
  };
}

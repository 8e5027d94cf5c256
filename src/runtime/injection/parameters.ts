/** What a class's constructor asks for, as compiler metadata and tsyringe's parameter decorators tell it. */
import "reflect-metadata";

import type { AnyClass } from "../../draft";

export interface Parameter {
  /** For error texts: `constructor parameter 2 ("limit")`. */
  readonly label: string;
  readonly token: unknown;
  /** The token was given by `@inject` and the like, not taken from the type. */
  readonly isExplicit: boolean;
  /** The constructor does without it: it has a default, or `@inject(token, { isOptional: true })`. */
  readonly isOptional: boolean;
  /** The class was compiled with constructor types. */
  readonly hasTypes: boolean;
  /** `@injectAll` */
  readonly isMultiple: boolean;
  /** Token of tsyringe's `Transform`, and the arguments for it. */
  readonly transform: unknown;
  readonly transformArgs: readonly unknown[];
}

interface Descriptor {
  readonly token: unknown;
  readonly multiple?: boolean;
  readonly isOptional?: boolean;
  readonly transform?: unknown;
  readonly transformArgs?: readonly unknown[];
}

/** The parameters of the constructor that `new type()` runs: its own, or the one it inherits. */
export function parametersOf(type: AnyClass): readonly Parameter[] {
  for (let at: unknown = type; isFunction(at); at = Object.getPrototypeOf(at)) {
    const types = Reflect.getOwnMetadata("design:paramtypes", at) as unknown[] | undefined;
    const tokens = Reflect.getOwnMetadata("injectionTokens", at) as Record<number, unknown> | undefined;
    if (types !== undefined || tokens !== undefined) return describeAll(at, types, tokens ?? {});
    const written = constructorArguments(at);
    if (at.length > 0 && (Object.is(at, type) || isClassSyntax(at))) return describeAll(at, undefined, {});
    // `constructor() { super(fake) }` needs nothing, `constructor(...args) { super(...args) }` what the base needs.
    if (written !== undefined && !written.some((argument) => argument.startsWith("..."))) return [];
  }
  return [];
}

/** A base like `EventEmitter`, an old-style function, takes its parameters optionally. */
function isClassSyntax(type: AnyFunction): boolean {
  return sourceOf(type).startsWith("class");
}

type AnyFunction = (...args: never[]) => unknown;

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === "function" && value !== Function.prototype;
}

function describeAll(
  type: AnyFunction,
  types: readonly unknown[] | undefined,
  tokens: Readonly<Record<number, unknown>>,
): Parameter[] {
  const names = constructorArguments(type) ?? [];
  const count = Math.max(type.length, types?.length ?? 0, ...Object.keys(tokens).map((index) => +index + 1));
  return Array.from({ length: count }, (_, index) => {
    const name = names[index]?.match(/^[\w$]+/)?.[0];
    const given = index in tokens ? tokens[index] : types?.[index];
    const descriptor: Descriptor = isDescriptor(given) ? given : { token: given };
    return {
      label: `constructor parameter ${index + 1}${name === undefined ? "" : ` ("${name}")`}`,
      token: descriptor.token,
      // tsyringe's @injectable writes descriptors into the types themselves.
      isExplicit: index in tokens || descriptor === given,
      isOptional: descriptor.isOptional ?? index >= type.length,
      hasTypes: types !== undefined,
      isMultiple: descriptor.multiple ?? false,
      transform: descriptor.transform,
      transformArgs: descriptor.transformArgs ?? [],
    };
  });
}

function isDescriptor(value: unknown): value is Descriptor {
  return (
    typeof value === "object" &&
    value !== null &&
    "token" in value &&
    ("multiple" in value || "transform" in value)
  );
}

const noise = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;

function sourceOf(type: AnyFunction): string {
  return Function.prototype.toString.call(type);
}

/** The text of each argument of the constructor that the class itself declares; undefined where none is found. */
function constructorArguments(type: AnyFunction): string[] | undefined {
  const source = sourceOf(type).replace(noise, '""');
  const start = /(?<![.\w$#])constructor\s*\(/.exec(source);
  if (start === null) return undefined;
  const found: string[] = [];
  let depth = 1;
  let text = "";
  for (const character of source.slice(start.index + start[0].length)) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (depth === 0) break;
    if (depth === 1 && character === ",") {
      found.push(text.trim());
      text = "";
    } else text += character;
  }
  if (text.trim() !== "") found.push(text.trim());
  return found;
}

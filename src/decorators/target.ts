/**
 * What a decorator was put on, whichever of the two ways it was called:
 *
 *   legacy     (prototype, "key", descriptor)      (Class)
 *   standard   (method, { kind: "method", … })     (Class, { kind: "class", … })
 */
import { type Draft, draftFor, metadataSymbol } from "../draft";
import { errors, IrisError } from "../errors";

// Class definitions read `Symbol.metadata` before any decorator runs: it must exist as soon as this package is loaded.
metadataSymbol();

/** The arguments a compiler hands to a decorator. */
export type Call = readonly unknown[];

export interface Member {
  readonly draft: Draft;
  readonly key: string;
  /** For error texts: "Account.deposit", or "deposit" where the class is not known yet. */
  readonly where: string;
}

export interface Owner {
  readonly draft: Draft;
  readonly where: string;
}

interface Context {
  readonly kind: string;
  readonly name: string | symbol | undefined;
  readonly static?: boolean;
  readonly private?: boolean;
  readonly metadata?: object;
}

interface Place {
  /** "method", "class", or what a decorator of ours cannot stand on. */
  readonly kind: string;
  readonly where: string;
  readonly name: string | symbol | undefined;
  readonly isStatic: boolean;
  readonly isPrivate: boolean;
  /** What the draft hangs on; undefined where the compiler gives no decorator metadata. */
  readonly key: object | undefined;
}

/** The method a decorator stands on. @throws ERR_BAD_DECORATOR for anything but a public instance method */
export function methodTarget(decorator: string, call: Call): Member {
  const place = placeOf(call);
  const { kind, name, where } = place;
  if (kind === "class") throw misuse(decorator, where, "it is for methods", `Put @${decorator} on a method.`);
  if (place.isStatic) {
    const fix = "Actors handle messages with instance methods: remove `static`.";
    throw misuse(decorator, where, "the member is static", fix);
  }
  if (kind !== "method") {
    const fix = "Declare a method: name(message) { … }, not a property that holds a function.";
    throw misuse(
      decorator,
      where,
      `the member is ${kind === "accessor" ? "an" : "a"} ${kind}, not a method`,
      fix,
    );
  }
  if (place.isPrivate) {
    throw misuse(decorator, where, "nothing outside the class can call a #private method", "Remove the `#`.");
  }
  if (typeof name !== "string") {
    throw misuse(decorator, where, "the method's name is a symbol", "Name it with a string.");
  }
  return { draft: draftOf(decorator, place), key: name, where };
}

/** The class a decorator stands on. @throws ERR_BAD_DECORATOR for anything but a class */
export function classTarget(decorator: string, call: Call): Owner {
  const place = placeOf(call);
  if (place.kind !== "class") {
    throw misuse(decorator, place.where, "it is for classes", `Put @${decorator} on the class.`);
  }
  return { draft: draftOf(decorator, place), where: place.where };
}

/** Whether a decorator was written without its parentheses, so that it got the decorated thing as its options. */
export function isBareCall(call: Call): boolean {
  const [first, second] = call;
  if (isContext(second)) return true;
  const isMember = typeof second === "string" || typeof second === "symbol";
  return isMember && call.length > 2 && (typeof first === "object" || typeof first === "function");
}

/** @param example arguments it cannot do without */
export function bareCall(decorator: string, call: Call, example = ""): IrisError {
  const { where } = placeOf(call);
  return misuse(decorator, where, "the parentheses are missing", `Write @${decorator}(${example}).`);
}

export function misuse(decorator: string, where: string, problem: string, fix: string): IrisError {
  return errors.badDecorator({ decorator, where, problem, fix });
}

/** Runs an option check; what it refuses becomes an error of the decorator. */
export function refuseBadOptions<T>(decorator: string, where: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!IrisError.is(error, errors.invalidArg.code)) throw error;
    const { argument, expected, received } = error;
    const facts = { decorator, where, problem: `${argument} is ${received}`, fix: `It must be ${expected}.` };
    throw errors.badDecorator(facts, error);
  }
}

function draftOf(decorator: string, { key, where }: Place): Draft {
  if (key !== undefined) return draftFor(key);
  const fix =
    "Use a compiler of the 2023 proposal (TypeScript 5.2, swc 1.3.100 or later), or experimentalDecorators.";
  throw misuse(decorator, where, "the compiler gives decorators no context.metadata", fix);
}

function isContext(value: unknown): value is Context {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Context).kind === "string" &&
    "name" in value
  );
}

function placeOf([target, second, third]: Call): Place {
  return isContext(second) ? standardPlace(target, second) : legacyPlace(target, second, third);
}

function standardPlace(target: unknown, context: Context): Place {
  const { kind, name, metadata } = context;
  const isStatic = context.static === true;
  const isClass = kind === "class";
  const where = isClass ? `class ${nameOf(target)}` : `${isStatic ? "static " : ""}${String(name)}`;
  return { kind, where, name, isStatic, isPrivate: context.private === true, key: metadata };
}

function legacyPlace(target: unknown, second: unknown, descriptor: unknown): Place {
  if (second === undefined) {
    const isParameter = typeof descriptor === "number";
    const where = isParameter ? `the constructor of ${nameOf(target)}` : `class ${nameOf(target)}`;
    const kind = isParameter ? "parameter" : "class";
    return { kind, where, name: undefined, isStatic: false, isPrivate: false, key: target as object };
  }
  if (typeof target === "function") {
    const where = `static ${nameOf(target)}.${String(second)}`;
    const name = second as string | symbol;
    return { kind: legacyKind(descriptor), where, name, isStatic: true, isPrivate: false, key: target };
  }
  const owner = (target as object).constructor;
  return {
    kind: legacyKind(descriptor),
    where: `${nameOf(owner)}.${String(second)}`,
    name: second as string | symbol,
    isStatic: false,
    isPrivate: false,
    key: owner,
  };
}

function legacyKind(descriptor: unknown): string {
  if (typeof descriptor === "number") return "parameter";
  if (typeof descriptor !== "object" || descriptor === null) return "field";
  if ("get" in descriptor || "set" in descriptor) return "accessor";
  return typeof (descriptor as PropertyDescriptor).value === "function" ? "method" : "field";
}

function nameOf(target: unknown): string {
  return (typeof target === "function" && target.name) || "(anonymous)";
}

/** Properties of what a function captures: `settings.rate`, `this.rate`, `lib.range`; plain ones, and modules'. */
import { types } from "node:util";
import type { Read } from "./captured";
import type { Variables } from "./inspector";
import type { RefusalCode } from "./refusals";

/** Something found: how to find it again, and whether it will be the same. */
export interface Found {
  readonly value: unknown;
  readonly read: Read;
  readonly steady: boolean;
}

export type Outcome = Found | { readonly refused: RefusalCode };

/** A property of something found: of plain objects, or through the getter of a module. */
export function property({ value, read, steady }: Found, name: string): Outcome {
  if (!isObject(value)) return { refused: value === undefined ? "captured-unknown" : "captured-value" };
  if (types.isProxy(value)) return { refused: "captured-value" };
  const descriptor = descriptorOf(value, name);
  if (descriptor === undefined) return { refused: "captured-unknown" };
  if (isHook(value, name, descriptor)) return { refused: "captured-accessor" };
  const follow: Read = (self) => readPlainly(read(self), name);
  const isFixed = descriptor.writable === false && descriptor.configurable === false;
  try {
    return { value: (value as Variables)[name], read: follow, steady: steady && isFixed };
  } catch {
    // What a module exports and has not come to yet.
    return { refused: "captured-unset" };
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" || typeof value === "function") && value !== null;
}

/** Whether reading a property runs code of the user's. */
function isHook(value: object, name: string, { get, set }: PropertyDescriptor): boolean {
  const isAccessor = get !== undefined || set !== undefined;
  return isAccessor && !isModule(value) && !(name === "length" && ArrayBuffer.isView(value));
}

/**
 * A property as it is now. What was a field may have become a getter, or its object a Proxy: the function itself would
 * call that as often as it comes by, so it has to run then.
 */
export function readPlainly(value: unknown, name: string): unknown {
  if (!isObject(value)) return (value as Variables)[name];
  const descriptor = descriptorOf(value, name);
  if (descriptor === undefined || isHook(value, name, descriptor)) throw new TypeError(`${name} is no field`);
  return "value" in descriptor ? descriptor.value : (value as Variables)[name];
}

/** None where a Proxy would give it. */
function descriptorOf(value: object, name: string): PropertyDescriptor | undefined {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    if (types.isProxy(at)) return undefined;
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a module exports: transpilers and bundlers write a getter for each name, also for what marks it as a module. */
function isModule(value: object): boolean {
  if (types.isModuleNamespaceObject(value)) return true;
  const marker = Object.getOwnPropertyDescriptor(value, "__esModule");
  if (marker !== undefined) return marker.value === true || marker.get !== undefined;
  // What stands for a module's namespace where modules are not the engine's own, as in test runners.
  const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag);
  return tag?.value === "Module" && Object.getPrototypeOf(value) === null;
}

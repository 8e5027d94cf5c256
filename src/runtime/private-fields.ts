/**
 * Finds `#fields` of a class: state that nothing outside the class can read, and so cannot move.
 *
 * Compilers for targets before ES2022 turn them into WeakMaps that the constructor fills:
 *
 *   esbuild, tsx   __privateAdd(this, _n, 0)
 *   swc, Babel     _class_private_field_init(this, _n, { writable: true, … }), _classPrivateFieldInitSpec(this, _n, 0)
 *   tsc            _Counter_n.set(this, 0)
 *
 * Not found: fields behind helpers whose names were minified away.
 */
import type { AnyClass } from "../draft";

/** Strings, templates and comments, which may hold a `#` that means nothing. */
const noise = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
/** `#name` at the start of a member, followed by `=`, `;`, a line end or `}`: a field, not a method or an accessor. */
const native = /(?:^|[;{}\n])\s*(#[\w$]+)\s*(?:=(?!=)|;|\n|\})/;
/** The receiver is `this`, or `_this` in ES5: static fields belong to the class. */
const esbuild = /\b__privateAdd\d*\(\s*_?this\d*\s*,\s*([\w$]+)\s*([,)])/g;
/** Accessors are initialised with `{ get, set }`. */
const swc =
  /\b_class(?:_private_field_init|PrivateFieldInit(?:Spec)?)\d*(?:\._\)?)?\(\s*_?this\d*\s*,\s*([\w$]+)\s*,(?!\s*\{\s*get:[^,]*,\s*set:)/;
const tsc = /(?<![\w$.])(_[\w$]+)\.set\(\s*_?this\d*\s*,/g;

/** The first `#field` that the class or one of its bases declares. */
export function privateFieldOf(type: AnyClass): string | undefined {
  for (
    let at: unknown = type;
    typeof at === "function" && at !== Function.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    const source = Function.prototype.toString.call(at).replace(noise, '""');
    const found = native.exec(source)?.[1] ?? compiledField(source, at.name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function compiledField(source: string, className: string): string | undefined {
  const name = esbuildField(source) ?? swc.exec(source)?.[1] ?? tscField(source, className);
  return name === undefined ? undefined : `#${name.replace(/^_/, "")}`;
}

/** Private methods are added, too: as a set without a value, named for the class or used as methods are. */
function esbuildField(source: string): string | undefined {
  for (const [, name = "", next] of source.matchAll(esbuild)) {
    const hasValue = next === ",";
    if (hasValue || !(/_instances\d*$/.test(name) || isUsedAsMethod(source, name))) return name;
  }
  return undefined;
}

function isUsedAsMethod(source: string, name: string): boolean {
  const variable = escaped(name);
  const method = `__privateMethod\\d*\\([^,()]+,\\s*${variable}\\s*,`;
  const getter = `__privateGet\\d*\\([^,()]+,\\s*${variable}\\s*,`;
  return new RegExp(`${method}|${getter}`).test(source);
}

/** Anybody may call `map.set(this, …)`: it is tsc's where the map is named for the class, or used by tsc's helpers. */
function tscField(source: string, className: string): string | undefined {
  const written = /^class\s+([\w$]+)|^function\s+([\w$]+)/.exec(source);
  const prefixes = [className, written?.[1] ?? written?.[2] ?? ""]
    .filter((name) => name !== "")
    .map((name) => `_${name}_`);
  for (const [, name = ""] of source.matchAll(tsc)) {
    const prefix = prefixes.find((one) => name.startsWith(one) && name.length > one.length);
    if (prefix !== undefined) return name.slice(prefix.length);
    const helper = new RegExp(`__classPrivateField(?:Get|Set)\\([^,()]+,\\s*${escaped(name)}\\s*[,)]`);
    if (helper.test(source)) return name;
  }
  return undefined;
}

function escaped(name: string): string {
  return name.replaceAll("$", "\\$");
}

/** Finds `#fields` of a class: state that nothing outside the class can read, and so cannot move. */
import type { AnyClass } from "../draft";

/** Strings, templates and comments, which may hold a `#` that means nothing. */
const noise = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
/** `#name` at the start of a member, followed by `=`, `;`, a line end or `}`: a field, not a method or an accessor. */
const field = /(?:^|[;{}\n])\s*(#[\w$]+)\s*(?:=(?!=)|;|\n|\})/;

/** The first `#field` that the class or one of its bases declares. Compiled-away private names are not found. */
export function privateFieldOf(type: AnyClass): string | undefined {
  for (
    let at: unknown = type;
    typeof at === "function" && at !== Function.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    const found = field.exec(Function.prototype.toString.call(at).replace(noise, '""'));
    if (found !== null) return found[1];
  }
  return undefined;
}

/**
 * The own fields of a class's instances, remembered where all of them are plain: so that moving state from instance to
 * instance reads and writes fields instead of asking for a descriptor of each.
 *
 * Instances of one class nearly always have the same fields in the same order. What was found of one is taken to hold
 * for the next one with the same names.
 */
export class PlainKeys {
  private known: readonly string[] | undefined = undefined;

  /** The names of an instance's enumerable fields, but for symbols; undefined where one is an accessor or fixed. */
  of(instance: object): readonly string[] | undefined {
    const keys = Object.keys(instance);
    if (this.known !== undefined && areSame(this.known, keys)) return this.known;
    if (!keys.every((key) => isPlain(instance, key))) return undefined;
    this.known = keys;
    return keys;
  }
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return false;
  return true;
}

function isPlain(instance: object, key: string): boolean {
  const field = Reflect.getOwnPropertyDescriptor(instance, key);
  return key !== "__proto__" && field?.writable === true && field.configurable === true;
}

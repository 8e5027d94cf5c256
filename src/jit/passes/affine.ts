/**
 * Index expressions as polynomials with whole coefficients over locals and lengths: `i*n + j - 1` is
 * {"l1*l4": 1, "l2": 1, "": -1}. Two indices whose polynomials differ by a constant are that far apart, whatever the
 * locals hold (modulo 2^32, as int32 arithmetic wraps; exact for what lies inside an array).
 */
import type { Local, Node } from "../ir/node";

/** Coefficients by the product they belong to: names of atoms, sorted, joined by `*`; "" is the constant. */
export type Polynomial = ReadonlyMap<string, number>;

export const atomOf = (local: Local): string => `l${local.id}`;

/**
 * @param definitions locals that are set in one place, by what they are set to: looked through
 * @returns undefined for what is not a polynomial
 */
export function polynomialOf(
  node: Node,
  definitions: ReadonlyMap<Local, Node> = new Map(),
): Polynomial | undefined {
  const of = (part: Node | undefined): Polynomial | undefined => part && polynomialOf(part, definitions);
  switch (node.op) {
    case "const":
      return Number.isSafeInteger(node.value) ? term("", node.value) : undefined;
    case "get": {
      const definition = definitions.get(node.local);
      return definition === undefined ? term(atomOf(node.local), 1) : of(definition);
    }
    case "length":
      return term(`n${node.array.slot}`, 1);
    case "load":
      return undefined;
    case "toF64":
    case "asI32":
      return of(node.args[0]);
    case "neg":
      return scaled(of(node.args[0]), -1);
    case "add":
      return plus(of(node.args[0]), of(node.args[1]));
    case "sub":
      return plus(of(node.args[0]), scaled(of(node.args[1]), -1));
    case "mul":
      return times(of(node.args[0]), of(node.args[1]));
    default:
      return undefined;
  }
}

function term(atoms: string, coefficient: number): Polynomial {
  return coefficient === 0 ? new Map() : new Map([[atoms, coefficient]]);
}

export function plus(a: Polynomial | undefined, b: Polynomial | undefined): Polynomial | undefined {
  if (a === undefined || b === undefined) return undefined;
  const sum = new Map(a);
  for (const [atoms, coefficient] of b) {
    const total = (sum.get(atoms) ?? 0) + coefficient;
    if (total === 0) sum.delete(atoms);
    else sum.set(atoms, total);
  }
  return sum;
}

export function scaled(a: Polynomial | undefined, by: number): Polynomial | undefined {
  return a && new Map([...a].map(([atoms, coefficient]) => [atoms, coefficient * by]));
}

function times(a: Polynomial | undefined, b: Polynomial | undefined): Polynomial | undefined {
  if (a === undefined || b === undefined) return undefined;
  let product: Polynomial | undefined = new Map();
  for (const [left, p] of a) {
    for (const [right, q] of b) {
      const atoms = [...atomsIn(left), ...atomsIn(right)].sort().join("*");
      product = plus(product, term(atoms, p * q));
    }
  }
  return product;
}

export function minus(a: Polynomial | undefined, b: Polynomial | undefined): Polynomial | undefined {
  return plus(a, scaled(b, -1));
}

export function atomsIn(key: string): readonly string[] {
  return key === "" ? [] : key.split("*");
}

/** The products that hold the atom, and the others. */
export function split(a: Polynomial, atom: string): Parts {
  return divide(a, new Set([atom]));
}

/** The polynomial without one factor of each product; undefined when one lacks it, or holds it twice. */
export function quotient(a: Polynomial, atom: string): Polynomial | undefined {
  let found: Polynomial | undefined = new Map();
  for (const [key, coefficient] of a) {
    const atoms = atomsIn(key).filter((one) => one !== atom);
    if (atoms.length !== atomsIn(key).length - 1) return undefined;
    found = plus(found, term(atoms.join("*"), coefficient));
  }
  return found;
}

/** Some of a polynomial's products, and the others. */
interface Parts {
  readonly with: Polynomial;
  readonly without: Polynomial;
}

/** The products that hold one of the atoms, and the others. */
export function divide(a: Polynomial, atoms: ReadonlySet<string>): Parts {
  const holds = ([key]: readonly [string, number]) => atomsIn(key).some((atom) => atoms.has(atom));
  const entries = [...a];
  return {
    with: new Map(entries.filter(holds)),
    without: new Map(entries.filter((entry) => !holds(entry))),
  };
}

export function mentions(a: Polynomial, atoms: ReadonlySet<string>): boolean {
  return [...a.keys()].some((key) => atomsIn(key).some((atom) => atoms.has(atom)));
}

/** The value of a polynomial without atoms; undefined when it has some. */
export function constantOf(a: Polynomial): number | undefined {
  if (a.size === 0) return 0;
  return a.size === 1 ? a.get("") : undefined;
}

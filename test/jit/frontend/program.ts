/** Random functions as text: scalars, arrays, branches, loops that end, inner functions, effects in expressions. */
import fc from "fast-check";

/** What an expression may name. */
interface Names {
  readonly numbers: readonly string[];
  /** Of those, what may be assigned. */
  readonly variables: readonly string[];
  readonly arrays: readonly string[];
  readonly functions: readonly string[];
}

const literals = ["0", "1", "2", "3", "0.5", "-1", "1e9", "4294967296", "NaN", "Infinity", "-0", "7"];
const binary = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", ">>>", "**"];
const relations = ["<", "<=", ">", ">=", "===", "!==", "==", "!="];
const math = ["abs", "floor", "ceil", "trunc", "round", "sqrt", "sign", "sin", "exp", "fround", "clz32"];

type Text = fc.Arbitrary<string>;

const one = (...texts: readonly string[]): Text => fc.constantFrom(...texts);

/** Made when it is chosen: most alternatives never are. */
function later(make: () => Text): Text {
  return fc.constant(undefined).chain(make);
}

/** Texts next to each other. */
function joined(strings: TemplateStringsArray, ...parts: readonly Text[]): Text {
  return fc.tuple(...parts).map((texts) => String.raw({ raw: strings.raw }, ...texts));
}

function number(names: Names, depth: number): Text {
  const leaf = [one(...literals), one(...names.numbers), one(...names.numbers)];
  if (depth <= 0) return fc.oneof(...leaf);
  const next = () => later(() => number(names, depth - 1));
  const test = () => later(() => condition(names, depth - 1));
  const more = [
    joined`((${next()}) ${one(...binary)} (${next()}))`,
    joined`(${next()} ${one("+", "-", "*")} ${next()})`,
    joined`(${test()} ? ${next()} : ${next()})`,
    joined`Math.${one(...math)}(${next()})`,
    joined`Math.${one("min", "max", "hypot", "atan2", "imul")}(${next()}, ${next()})`,
    joined`${one("-", "+", "~", "+!")}(${next()})`,
    joined`(${next()} ${one("&&", "||")} ${next()})`,
    joined`(${next()}, ${next()})`,
  ];
  if (names.arrays.length > 0) {
    more.push(joined`+${one(...names.arrays)}[${next()}]`, joined`${one(...names.arrays)}.length`);
    more.push(joined`(${one(...names.arrays)}[${index(names)}] ${one("=", "+=", "*=", "|=")} ${next()})`);
  }
  if (names.variables.length > 0) {
    const variable = one(...names.variables);
    more.push(joined`(${variable} ${one("=", "+=", "-=", "*=", ">>>=", "^=")} ${next()})`);
    more.push(joined`${variable}${one("++", "--")}`, joined`(${one("++", "--")}${variable})`);
  }
  if (names.functions.length > 0) more.push(joined`${one(...names.functions)}(${next()}, ${next()})`);
  return fc.oneof(...leaf, ...more);
}

/** Mostly inside. */
function index(names: Names): Text {
  return fc.oneof(
    one("0", "1", "2", "3", "-1", "9"),
    joined`(${one(...names.numbers)} & 3)`,
    one(...names.numbers),
  );
}

function condition(names: Names, depth: number): Text {
  const value = () => later(() => number(names, depth - 1));
  const compared = joined`${value()} ${one(...relations)} ${value()}`;
  if (depth <= 0) return fc.oneof(compared, one("true", "false"));
  const next = () => later(() => condition(names, depth - 1));
  return fc.oneof(
    compared,
    compared,
    value(),
    joined`(${next()} ${one("&&", "||")} ${next()})`,
    joined`!(${next()})`,
  );
}

let loops = 0;

function statement(names: Names, depth: number, inLoop: boolean): Text {
  const value = () => later(() => number(names, 2));
  const test = () => later(() => condition(names, 2));
  const effects = [joined`${value()};`.map((text) => (text.startsWith("{") ? `0, ${text}` : text))];
  if (names.variables.length > 0) {
    effects.push(joined`${one(...names.variables)} ${one("=", "+=", "*=", "-=")} ${value()};`);
    effects.push(joined`${test()} && (${one(...names.variables)} = ${value()});`);
  }
  if (names.arrays.length > 0) effects.push(joined`${one(...names.arrays)}[${index(names)}] = ${value()};`);
  if (inLoop) effects.push(joined`if (${test()}) ${one("break", "continue")};`);
  effects.push(joined`if (${test()}) return ${value()};`);
  if (depth <= 0) return fc.oneof(...effects);
  const body = (more: Names = names, loop = inLoop) => later(() => statements(more, depth - 1, loop));
  const counter = `i${loops++}`;
  const inside = { ...names, numbers: [...names.numbers, counter] };
  return fc.oneof(
    ...effects,
    joined`if (${test()}) { ${body()} } else { ${body()} }`,
    joined`if (${test()}) { ${body()} }`,
    joined`for (let ${one(counter)} = ${one("0", "1", "-2", "0.5")}; ${one(counter)} < ${one("3", "4", "b.length")}; ${one(counter)}++) { ${body(inside, true)} }`,
    joined`for (let ${one(counter)} = 5; ${one(counter)} > 0 && ${test()}; ${one(counter)} -= 2) { ${body(inside, true)} }`,
    joined`{ let ${one(counter)} = 4; while (${one(counter)}-- > 0) { ${body(inside, true)} } }`,
    joined`{ let ${one(counter)} = 0; do { ${body(inside, true)} } while (++${one(counter)} < 3 && ${test()}); }`,
    joined`switch (${value()}) { case 0: ${body()} break; case ${one("1", "x")}: { ${body()} } break; default: ${body()} }`,
    joined`{ let ${one(counter)} = 0; while (${one(counter)} < 4 && ${test()}) { ${body(inside, false)} ${one(counter)}++; } }`,
    joined`{ let ${one(counter)}; if (${test()}) { ${one(counter)} = ${value()}; ${body()} } else ${one(counter)} = ${value()}; ${body({ ...inside, variables: [...names.variables, counter] })} }`,
    joined`{ const ${one(counter)} = ${value()} | 0; ${body(inside)} }`,
    joined`{ var ${one(`v${counter}`)} = ${value()}; ${body({ ...names, numbers: [...names.numbers, `v${counter}`] })} }`,
    joined`${one(`l${counter}`)}: for (const ${one(counter)} of a) { for (const j of b) { ${body({ ...inside, numbers: [...inside.numbers, "j"] }, true)} if (${test()}) ${one("break", "continue")} ${one(`l${counter}`)}; } }`,
    joined`${one("s")} += (a[${index(names)}] ?? ${value()});`,
    joined`{ let ${one(counter)} = ${value()}; ${body({ ...inside, variables: [...names.variables, counter] })} }`,
  );
}

function statements(names: Names, depth: number, inLoop: boolean): Text {
  return fc
    .array(statement(names, depth, inLoop), { minLength: 1, maxLength: 3 })
    .map((all) => all.join(" "));
}

/** Functions `(x, y, a, b)` of two numbers and two arrays. */
export function programs(): Text {
  const inner: Names = { numbers: ["p", "q", "x"], variables: ["p"], arrays: ["a"], functions: [] };
  const outer: Names = {
    numbers: ["x", "y", "s"],
    variables: ["y", "s"],
    arrays: ["a", "b"],
    functions: ["f", "g"],
  };
  const f = joined`const f = (p, q) => ${number(inner, 2)};`;
  const g = joined`function g(p, q) { ${statements(inner, 1, false)} return ${number(inner, 2)}; }`;
  return joined`(x, y, a, b) => { let s = 0; ${f} ${g} ${statements(outer, 2, false)} return s + ${number(outer, 2)}; }`;
}

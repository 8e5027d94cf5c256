/** Plain JavaScript: `loop`, a for loop over typed arrays; `typed`, a typed array's own map; `array`, Array's map. */
import { argumentsOf, inputs } from "../lib/data.mjs";
import { serve } from "../lib/serve.mjs";

/** A loop with the function inlined by hand is what V8 makes of this: fresh code for each kernel, one call site. */
function loopOf({ map, columns, scalars }) {
  const names = map.length;
  const arrays = columns === "plane" ? 2 : columns.length;
  const args = Array.from({ length: names }, (_, at) => (at < arrays ? `a${at}[i]` : `s${at - arrays}`));
  const params = [
    ...Array.from({ length: arrays }, (_, at) => `a${at}`),
    ...scalars.map((_, at) => `s${at}`),
  ];
  const body = `for (let i = 0; i < out.length; i++) out[i] = f(${args.join(", ")});`;
  return new Function("f", `return function loop(out, ${params.join(", ")}) { ${body} }`)(map);
}

function prepare(kernel, n, variant, make) {
  if (kernel.map === undefined) {
    if (variant !== "loop") return "not a map";
    return called(kernel, n, make);
  }
  const { arrays, out } = inputs(kernel, n, make);
  const { map, scalars } = kernel;
  if (variant === "loop") {
    const loop = loopOf(kernel);
    return { run: () => loop(out, ...arrays, ...scalars), result: () => out };
  }
  const [first, second, third] = variant === "array" ? arrays.map((array) => Array.from(array)) : arrays;
  let last = out;
  const run = {
    1: () => {
      last = first.map((x) => map(x, ...scalars));
    },
    2: () => {
      last = first.map((x, i) => map(x, second[i], ...scalars));
    },
    3: () => {
      last = first.map((x, i) => map(x, second[i], third[i], ...scalars));
    },
  }[arrays.length];
  return { run, result: () => last };
}

function called(kernel, n, make) {
  const { arrays, out } = inputs(kernel, n, make);
  let value = out;
  const args = argumentsOf(kernel, arrays, n);
  const { call } = kernel;
  return {
    run: () => {
      value = call(...args) ?? out;
    },
    result: () => value,
  };
}

serve(prepare, (count) => new Float64Array(count));

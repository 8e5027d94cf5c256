/** From rounds to medians, ratios and tables. A loss is printed in the same column as a win. */

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What iris is held to, at a million elements (mandelbrot, matmul, heat: at their large size): times faster than the other. */
export const targets = [
  ["wave", "iris", "loop", 2.3],
  ["wave", "iris", "njit", 1.5],
  ["wave", "iris-all", "loop", 4],
  ["wave", "iris-fast", "loop", 4],
  ["blackscholes", "iris", "loop", 2.1],
  ["blackscholes", "iris", "njit", 1.15],
  ["blackscholes", "iris-all", "loop", 4],
  ["blackscholes", "iris-fast", "loop", 2.5],
  ["saxpy", "iris", "njit", 0.7],
  ["saxpy", "iris-all", "njit", 1],
  ["vecmag", "iris", "njit", 0.7],
  ["vecmag", "iris-all", "njit", 0.9],
  ["poly10", "iris", "njit", 0.3],
  ["poly10", "iris-all", "njit", 0.5],
  ["mandelbrot", "iris", "gcc", 1.8],
  ["mandelbrot", "iris", "njit", 1.8],
  ["heat", "iris", "njit", 1.8],
  ["matmul", "iris", "njit", 1.8],
  ["matmulRows", "iris", "njit", 1.8],
  ["sum", "iris", "loop", 4],
  ["dot", "iris", "loop", 4],
  ["logistic", "iris", "loop", 0.95],
  ...["saxpy", "vecmag", "poly10", "wave", "blackscholes"].flatMap((kernel) => [
    [kernel, "iris-plain", "loop", 0.9],
    [kernel, "iris-fresh", "array", 6],
    [kernel, "iris-fresh", "typed", 2.5],
  ]),
];

/** Times of the rounds → { median, low, high }; undefined when the candidate does not do this kernel. */
export function summarize(rounds) {
  const times = rounds.map((round) => round.ns).filter((ns) => ns !== undefined);
  if (times.length === 0) return { none: rounds[0]?.none ?? "no answer" };
  return {
    ns: median(times),
    low: Math.min(...times),
    high: Math.max(...times),
    check: rounds[0].check,
    times,
  };
}

/** Ratios of rounds that stood side by side, so that what slowed the machine slowed both. */
export function ratio(mine, other) {
  const pairs = mine.times.map((ns, at) => other.times[at] / ns).filter(Number.isFinite);
  return { ratio: median(pairs), low: Math.min(...pairs), high: Math.max(...pairs) };
}

export function verdicts(results) {
  const found = [];
  for (const [kernel, mine, other, target] of targets) {
    const sizes = Object.keys(results[kernel] ?? {}).map(Number);
    const n = Math.max(...sizes.filter((size) => size <= 1_048_576));
    const a = results[kernel]?.[n]?.[mine];
    const b = results[kernel]?.[n]?.[other];
    if (a?.ns === undefined || b?.ns === undefined) continue;
    const got = ratio(a, b);
    found.push({
      kernel,
      n,
      mine,
      other,
      target,
      ...got,
      verdict: got.ratio >= target ? "reached" : "MISSED",
    });
  }
  return found;
}

const number = (ns) => (ns < 10 ? ns.toFixed(2) : ns < 100 ? ns.toFixed(1) : ns.toFixed(0));

/** One table a size: rows are kernels, columns candidates, ns for one element. */
export function tables(results, names) {
  const lines = [];
  for (const [kernel, sizes] of Object.entries(results)) {
    for (const [n, found] of Object.entries(sizes)) {
      const cells = names.map((name) => (found[name]?.ns === undefined ? "–" : number(found[name].ns)));
      lines.push(`| ${kernel} | ${n} | ${cells.join(" | ")} |`);
    }
  }
  const head = `| kernel | n | ${names.join(" | ")} |\n|---|--:|${names.map(() => "--:|").join("")}`;
  return `${head}\n${lines.join("\n")}`;
}

export function verdictTable(found) {
  const lines = found.map(
    ({ kernel, mine, other, target, ratio: got, low, high, verdict }) =>
      `| ${kernel} | ${mine} / ${other} | ${got.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)}) | ${target} | ${verdict} |`,
  );
  return `| kernel | times as fast | measured | target | |\n|---|---|--:|--:|---|\n${lines.join("\n")}`;
}

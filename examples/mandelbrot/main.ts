/** The Mandelbrot set, several points at once; and how much faster that is. See README.md. */
import { writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { jit, offload } from "iris-actors/jit";
import { png, text } from "./picture";

/** Steps until the point escapes from the circle of radius 2; `limit` for those that do not by then. */
function stepsToEscape(cx: number, cy: number, limit: number): number {
  let x = 0;
  let y = 0;
  let step = 0;
  while (step < limit && x * x + y * y <= 4) {
    const next = x * x - y * y + cx;
    y = 2 * x * y + cy;
    x = next;
    step++;
  }
  return step;
}

const steps = offload()(stepsToEscape);

/** The coordinates of `width * height` points, and room for what is computed of them. */
function grid(width: number, height: number) {
  const made = () => jit.alloc.float64(width * height);
  const [cx, cy, out] = [made(), made(), made()];
  for (let at = 0; at < out.length; at++) {
    cx[at] = -2.1 + (2.8 * (at % width)) / width;
    cy[at] = -1.2 + (2.4 * Math.floor(at / width)) / height;
  }
  return { cx, cy, out };
}

/** Milliseconds of the fastest of some runs: the first ones compile and measure. */
function fastest(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 12; round++) {
    const from = performance.now();
    run();
    best = Math.min(best, performance.now() - from);
  }
  return best;
}

function drawText(): void {
  const limit = 200;
  const { cx, cy, out } = grid(78, 34);
  steps.map(cx, cy, limit, { out });
  console.log(text(out, 78, limit));
}

function measure(file: string | undefined): void {
  const [side, limit] = [512, 256];
  const { cx, cy, out } = grid(side, side);
  const plain = new Float64Array(out.length);
  const loopMs = fastest(() => {
    for (let at = 0; at < plain.length; at++)
      plain[at] = stepsToEscape(cx[at] as number, cy[at] as number, limit);
  });
  const mappedMs = fastest(() => steps.map(cx, cy, limit, { out }));
  const { tier } = steps.explain();
  const same = out.every((step, at) => step === plain[at]);
  console.log(
    `${side} × ${side} points: a loop ${loopMs.toFixed(1)} ms, offloaded ${mappedMs.toFixed(1)} ms`,
  );
  console.log(
    `Tier: ${tier}, ${(loopMs / mappedMs).toFixed(1)} times as fast, ${same ? "the same" : "OTHER"} results`,
  );
  if (file === undefined) return;
  writeFileSync(file, png(out, side, limit));
  console.log(`Written: ${file}`);
}

const at = process.argv.indexOf("--png");
drawText();
measure(at === -1 ? undefined : (process.argv[at + 1] ?? "mandelbrot.png"));

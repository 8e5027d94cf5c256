/** The Mandelbrot example: its picture is the set, and what is computed in lanes is what the loop computes. */
import { inflateSync } from "node:zlib";
import { png, text } from "../../examples/mandelbrot/picture";
import { Programs } from "./programs";

const programs = new Programs("mandelbrot", ["mandelbrot"]);

// The program offloads with the default `jit`: all tiers, whatever this run is forced to.
const { IRIS_JIT_TIERS: forced } = process.env;
beforeAll(() => {
  process.env.IRIS_JIT_TIERS = "all";
  return programs.compile();
}, 120_000);
afterAll(() => {
  if (forced === undefined) delete process.env.IRIS_JIT_TIERS;
  else process.env.IRIS_JIT_TIERS = forced;
});

test("mandelbrot: S12: draws the set, tells the tier, and gets the results of the loop", async () => {
  const lines = (await programs.run("mandelbrot")).trimEnd().split("\n");
  const picture = lines.slice(0, 34);
  for (const line of picture) expect(line).toMatch(/^[ .:=+*#%@-]{78}$/);
  const rows = picture.slice(1); // the first one is at -1.2i, the others lie on both sides of the real line
  expect(rows.map((_, at) => rows[rows.length - 1 - at])).toEqual(rows);
  expect(picture[17]).toMatch(/^:::\s{60,}/); // the real line: inside from -2 on
  expect(picture[0]).not.toContain(" ");
  expect(lines.slice(34)).toEqual([
    expect.stringMatching(/^512 × 512 points: a loop \d+\.\d ms, offloaded \d+\.\d ms$/),
    expect.stringMatching(/^Tier: (?:js|wasm|threads), \d+\.\d times as fast, the same results$/),
  ]);
}, 60_000);

test("mandelbrot: the later a point escapes the darker it is, and points inside are blank", () => {
  expect(text(Float64Array.of(0, 1, 3, 200, 199, 200), 3, 200)).toBe(".:=\n @ ");
});

test("mandelbrot: a PNG has its signature, its size, and a grey for each point", () => {
  const image = png(Float64Array.of(0, 200, 50, 200), 2, 200);
  expect(image.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([2, 2]);
  const at = image.indexOf("IDAT");
  const data = inflateSync(image.subarray(at + 4, at + 4 + image.readUInt32BE(at - 4)));
  expect([...data]).toEqual([0, 0, 0, 0, 128, 0]);
});

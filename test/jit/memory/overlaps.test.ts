/** Whether arrays of arrays share memory: beside looking at each pair of rows, and how often memory is asked for. */
import fc from "fast-check";
import { bufferOf, bytesOf, type NumericArray, offsetOf } from "../../../src/jit/memory/views";
import { Overlaps, type Parts } from "../../../src/jit/overlaps";

const buffers = [new ArrayBuffer(64), new ArrayBuffer(64)];
/** Views of a few bytes of one of two buffers, also empty ones. */
const view = fc
  .record({ buffer: fc.constantFrom(...buffers), at: fc.nat(40), size: fc.nat(12) })
  .map(({ buffer, at, size }): NumericArray => new Uint8Array(buffer, at, size));
const grid = fc.array(view, { maxLength: 4 }).map((rows): Parts => ({ rows, flat: undefined }));

function share(a: NumericArray, b: NumericArray): boolean {
  const [start, end] = [
    Math.max(offsetOf(a), offsetOf(b)),
    Math.min(offsetOf(a) + bytesOf(a), offsetOf(b) + bytesOf(b)),
  ];
  return bufferOf(a) === bufferOf(b) && start < end;
}

const rowsOf = (array: NumericArray | Parts) =>
  (ArrayBuffer.isView(array) ? [array] : array.rows) as readonly NumericArray[];

test("overlaps: what is found is what looking at each pair of rows finds, the first time and later", () => {
  const overlaps = new Overlaps(bufferOf);
  fc.assert(
    fc.property(fc.oneof(view, grid), fc.oneof(view, grid), (a, b) => {
      const held = [
        { array: a, isWritten: true },
        { array: b, isWritten: false },
      ];
      const own = rowsOf(a);
      const isSelf = own.some((row, i) => own.some((other, k) => i < k && share(row, other)));
      const found = isSelf || own.some((row) => rowsOf(b).some((other) => share(row, other)));
      expect([overlaps.anyWritten(held), overlaps.anyWritten(held)]).toEqual([found, found]);
    }),
  );
});

test("overlaps: where the rows of an array of arrays lie is looked at once", () => {
  const memoryOf = jest.fn(bufferOf);
  const overlaps = new Overlaps(memoryOf);
  const rows = [new Float64Array(2), new Float64Array(2), new Float64Array(2)];
  const held = [
    { array: { rows, flat: undefined }, isWritten: false },
    { array: new Float64Array(2), isWritten: true },
  ];
  for (let call = 0; call < 10; call++) expect(overlaps.anyWritten(held)).toBe(false);
  expect(memoryOf).toHaveBeenCalledTimes(rows.length + 10);
});

/** A piece of memory that is kept between calls: who gets it, and what is given back. */
import { Reused } from "../../../src/jit/memory/reused";

/** Pieces are their sizes; `there` holds those that were taken and not given back. */
function reused() {
  const there: { readonly bytes: number }[] = [];
  const pieces = new Reused<{ readonly bytes: number }>({
    take(bytes) {
      const piece = { bytes };
      there.push(piece);
      return piece;
    },
    give: (piece) => void there.splice(there.indexOf(piece), 1),
  });
  return { pieces, there };
}

const same = <P>(piece: P): P => piece;

test("one piece serves all calls that it is large enough for, and makes room for a larger one", () => {
  const { pieces, there } = reused();
  const first = pieces.use(100, same);
  expect(pieces.use(200, same)).toBe(first);
  expect(pieces.use(201, same)).not.toBe(first);
  expect(there.map(({ bytes }) => bytes)).toEqual([402]);
});

test("a call within a call, and one that wants more than is kept, has a piece of its own and gives it back", () => {
  const { pieces, there } = reused();
  const kept = pieces.use(100, same);
  expect(pieces.use(100, () => pieces.use(10, (inner) => [inner === kept, there.length]))).toEqual([
    false,
    2,
  ]);
  expect(pieces.use(2 ** 21 + 1, () => there.length)).toBe(2);
  expect(() =>
    pieces.use(2 ** 22, () => {
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(there).toEqual([kept]);
});

test("what is let go, or released at work, is given back when the work ends and serves nobody else", () => {
  const { pieces, there } = reused();
  const first = pieces.use(100, (piece) => {
    pieces.letGo(piece);
    expect(there).toEqual([piece]);
    return piece;
  });
  expect(there).toEqual([]);
  const second = pieces.use(100, (piece) => {
    pieces.release();
    expect(there).toEqual([piece]);
    return piece;
  });
  expect([second === first, there.length]).toEqual([false, 0]);
  pieces.use(100, same);
  pieces.release();
  expect(there).toEqual([]);
});

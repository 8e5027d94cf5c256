/** The arena: arrays in shared memory that never overlap, are zeroed, and come back. */
import fc from "fast-check";
import { Refusal } from "../../../src/jit/ir/refusal";
import { type Elem, elemBytes } from "../../../src/jit/ir/types";
import { Arena } from "../../../src/jit/memory/arena";
import { type ArenaArray, arrayClasses } from "../../../src/jit/memory/views";
import { wasm } from "../../../src/jit/memory/webassembly";

const elems = Object.keys(arrayClasses) as Elem[];

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

function resolvers() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((resolves, rejects) => {
    resolve = resolves;
    reject = rejects;
  });
  return { promise, resolve, reject };
}

/** Numbers that repeat from run to run. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("arena: nothing is allocated before the first use", () => {
  const arena = new Arena();
  expect(arena.inspect()).toMatchObject({ blocks: 0, usedBytes: 0, memoryBytes: 0 });
  arena.array("f64", 1);
  expect(arena.inspect()).toMatchObject({ blocks: 1, usedBytes: 64, memoryBytes: 2 ** 20 });
});

test("arena: each method gives its kind of array, zeroed, aligned, in the one memory", () => {
  const arena = new Arena();
  const made: [Elem, ArenaArray][] = [
    ["f64", arena.array("f64", 5)],
    ["f32", arena.array("f32", 5)],
    ["i32", arena.array("i32", 5)],
    ["u32", arena.array("u32", 5)],
    ["i16", arena.array("i16", 5)],
    ["u16", arena.array("u16", 5)],
    ["i8", arena.array("i8", 5)],
    ["u8", arena.array("u8", 5)],
    ["u8c", arena.array("u8c", 5)],
  ];
  for (const [elem, array] of made) {
    expect(array.constructor).toBe(arrayClasses[elem]);
    expect([...array]).toEqual([0, 0, 0, 0, 0]);
    const address = arena.address(array);
    expect(address % 64).toBe(0);
    array[4] = 7;
    expect(arena.view(elem, address, 5)[4]).toBe(7);
  }
});

test("arena: an array looks like any other to those who compare or copy it", () => {
  const arena = new Arena();
  const array = arena.array("f64", 3);
  expect(array).toEqual(new Float64Array(3));
  expect(Object.keys(array)).toEqual(["0", "1", "2"]);
  expect(array.map((x) => x + 1)).toStrictEqual(new Float64Array([1, 1, 1]));
  expect(structuredClone(array)).toEqual(new Float64Array(3));
});

test("arena: recycled memory is zeroed, unless that is not wanted", () => {
  const arena = new Arena();
  const first = arena.array("f64", 10_000).fill(3);
  const address = arena.address(first);
  arena.dispose(first);
  const dirty = arena.array("f64", 10_000, { zeroed: false });
  expect([arena.address(dirty), dirty[9_999]]).toEqual([address, 3]);
  arena.dispose(dirty);
  const clean = arena.array("f64", 10_000);
  expect([arena.address(clean), clean.some((x) => x !== 0)]).toEqual([address, false]);
});

test("arena: scratch blocks leave dirt that a later array does not see", () => {
  const arena = new Arena();
  {
    using scratch = arena.scratch(500_000);
    arena.view("u8", scratch.address, scratch.bytes).fill(255);
  }
  expect(arena.array("u8", 500_000).some((x) => x !== 0)).toBe(false);
  expect(arena.inspect().blocks).toBe(1);
});

test("arena: it grows, and arrays made before stay valid", () => {
  const arena = new Arena();
  const early = arena.array("f64", 4).fill(1);
  const late = arena.array("f64", 2 ** 20).fill(2);
  expect(arena.inspect().memoryBytes).toBeGreaterThan(2 ** 23);
  expect([...early]).toEqual([1, 1, 1, 1]);
  expect(arena.view("f64", arena.address(early), 4)[3]).toBe(1);
  expect(arena.view("f64", arena.address(late), 2 ** 20)[2 ** 20 - 1]).toBe(2);
});

test("arena: large arrays in a row start at different places of a page", () => {
  const arena = new Arena();
  const places = Array.from({ length: 8 }, () => arena.address(arena.array("f64", 2 ** 15)) % 4096);
  expect(new Set(places.map((place) => place >> 9)).size).toBe(8);
});

test("arena: what does not fit is refused with the numbers, and what does still fits", () => {
  const arena = new Arena({ maximumBytes: 2 ** 21 });
  expect(codeOf(() => arena.array("f64", 2 ** 18))).toBe("ERR_ARENA_FULL");
  expect(() => arena.array("f64", 2 ** 18)).toThrow(/2097152 bytes do not fit .* uses 0 of at most 2097152/);
  const array = arena.array("f64", 2 ** 17);
  expect(codeOf(() => arena.array("f64", 2 ** 17))).toBe("ERR_ARENA_FULL");
  arena.dispose(array);
  arena.array("f64", 2 ** 17);
});

test("arena: where address space is short, it is content with less", () => {
  const { Memory } = wasm;
  const spied = jest.spyOn(wasm, "Memory").mockImplementation(((limits: { maximum: number }) => {
    if (limits.maximum > 5_000) throw new RangeError("could not allocate memory");
    return new Memory(limits as never);
  }) as never);
  const arena = new Arena();
  arena.array("f64", 1);
  expect(arena.inspect().maximumBytes).toBe(4_095 * 65_536);
  spied.mockImplementation((() => {
    throw new RangeError("could not allocate memory");
  }) as never);
  expect(codeOf(() => new Arena().array("f64", 1))).toBe("ERR_ARENA_FULL");
  spied.mockRestore();
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 40, "5" as unknown as number])(
  "arena: %p is no length",
  (length) => {
    expect(codeOf(() => new Arena().array("f32", length))).toBe("ERR_ARENA_LENGTH");
  },
);

test("arena: use after disposal and disposal twice are told, also through a part", () => {
  const arena = new Arena();
  const array = arena.array("i32", 10);
  const part = array.subarray(2, 4);
  expect(arena.address(part)).toBe(arena.address(array) + 8);
  expect(codeOf(() => arena.dispose(part))).toBe("ERR_NOT_IN_ARENA");
  arena.dispose(array);
  expect([arena.contains(array), arena.contains(part)]).toEqual([false, false]);
  expect(codeOf(() => arena.locate(array))).toBe("ERR_ARRAY_DISPOSED");
  expect(codeOf(() => arena.address(part))).toBe("ERR_ARRAY_DISPOSED");
  expect(codeOf(() => arena.dispose(array))).toBe("ERR_ARRAY_DISPOSED");
});

test("arena: a `using` declaration gives the memory back, and may come after a dispose", () => {
  const arena = new Arena();
  {
    using array = arena.array("f64", 100);
    array[Symbol.dispose]();
    expect(arena.inspect().blocks).toBe(0);
    arena.array("f64", 100);
  }
  expect(arena.inspect().blocks).toBe(1);
});

test("arena: while a thread may still write, what is given back waits", async () => {
  const arena = new Arena();
  const array = arena.array("f64", 100);
  const address = arena.address(array);
  const [first, second] = [resolvers(), resolvers()];
  arena.quarantine(first.promise);
  arena.quarantine(second.promise);
  arena.dispose(array);
  const scratch = arena.scratch(800);
  scratch[Symbol.dispose]();
  expect([arena.contains(array), arena.inspect().blocks]).toEqual([false, 2]);
  expect(arena.address(arena.array("f64", 100))).not.toBe(address);
  first.resolve();
  await first.promise;
  await Promise.resolve();
  expect(arena.inspect().blocks).toBe(3);
  second.reject(new Error("it did not end well"));
  await expect(second.promise).rejects.toThrow();
  expect(arena.inspect().blocks).toBe(1);
  scratch[Symbol.dispose]();
  expect(arena.inspect().blocks).toBe(1);
});

test("arena: arrays of others are not in it", () => {
  const [arena, other] = [new Arena(), new Arena()];
  for (const foreign of [new Float64Array(3), other.array("f64", 3), arena.view("f64", 1_024, 1)]) {
    expect([arena.contains(foreign), arena.locate(foreign)]).toEqual([false, undefined]);
    expect(codeOf(() => arena.address(foreign))).toBe("ERR_NOT_IN_ARENA");
    expect(codeOf(() => arena.dispose(foreign))).toBe("ERR_NOT_IN_ARENA");
  }
});

test("arena: ten thousand arrays of mixed sizes, in mixed order, return it to where it was", () => {
  const arena = new Arena();
  const below = sequence(1);
  arena.array("f64", 1);
  const before = arena.inspect();
  const live: ArenaArray[] = [];
  for (let made = 0; made < 10_000; made++) {
    const elem = elems[below(elems.length)] as Elem;
    const size = 2 ** below(18);
    live.push(arena.array(elem, below(size)));
    if (live.length > 40) arena.dispose(live.splice(below(live.length), 1)[0] as ArenaArray);
  }
  const { memoryBytes, peakBytes } = arena.inspect();
  expect(memoryBytes).toBeLessThan(2 * peakBytes + 2 ** 21);
  for (const array of live) arena.dispose(array);
  expect(arena.inspect()).toMatchObject({ blocks: before.blocks, usedBytes: before.usedBytes });
  // All that was freed is one piece again: nearly the whole memory fits into one array.
  arena.array("u8", memoryBytes - 2 ** 17);
  expect(arena.inspect().memoryBytes).toBe(memoryBytes);
});

/** What an arena must do, on plain intervals. */
class Model {
  readonly live: { array: ArenaArray; start: number; end: number; mark: number }[] = [];

  constructor(private readonly arena: Arena) {}

  make(elem: Elem, length: number, mark: number): void {
    const array = this.arena.array(elem, length);
    const start = this.arena.address(array);
    const end = start + length * elemBytes[elem];
    expect(array.every((x) => x === 0)).toBe(true);
    for (const other of this.live)
      expect(end <= other.start || other.end <= start || start === end).toBe(true);
    array.fill(mark);
    this.live.push({ array, start, end, mark });
  }

  drop(at: number): void {
    if (this.live.length === 0) return;
    const [{ array, mark }] = this.live.splice(at % this.live.length, 1) as [Model["live"][number]];
    expect(array.every((x) => x === mark)).toBe(true);
    array[Symbol.dispose]();
  }
}

test("arena: no two arrays ever overlap, whatever is made and disposed of", () => {
  const length = fc.oneof(fc.nat(100), fc.nat(5_000), fc.nat(100_000));
  const step = fc.oneof(
    fc.record({ elem: fc.constantFrom(...elems), length, mark: fc.integer({ min: 1, max: 127 }) }),
    fc.nat(1_000),
  );
  const steps = fc.array(step, { maxLength: 60 });
  fc.assert(
    fc.property(steps, (all) => {
      const arena = new Arena();
      const model = new Model(arena);
      for (const one of all) {
        if (typeof one === "number") model.drop(one);
        else model.make(one.elem, one.length, one.mark);
      }
      while (model.live.length > 0) model.drop(0);
      expect(arena.inspect()).toMatchObject({ blocks: 0, usedBytes: 0 });
    }),
    { numRuns: 60 },
  );
});

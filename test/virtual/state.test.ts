/** What a virtual actor keeps while it is passive, and how many of them there may be. */
import { type ActorRef, message, Receive, Restore, type Runtime, Snapshot, silentLogger } from "../../src";
import { setUp, thrownCode } from "../messaging/fixture";

const idleTimeoutMs = 100;

class Cart {
  items: string[] = [];

  @Receive() add(item: string): number {
    return this.items.push(item);
  }
}

describe("state", () => {
  class Ledger {
    static broken = false;
    #total = 0;

    @Receive() add(n: number): number {
      this.#total += n;
      return this.#total;
    }
    @Snapshot() save(): { total: number } {
      if (Ledger.broken) throw new Error("cannot save");
      return { total: this.#total };
    }
    @Restore() load(state: { total: number }, version: number): void {
      expect(version).toBe(1);
      this.#total = state.total;
    }
  }

  test("@Snapshot and @Restore carry private fields over", async () => {
    const { rt, clock } = setUp();
    const ref = rt.virtual(Ledger, "k", { idleTimeoutMs });
    await ref.ask.add(5);
    await clock.advance(idleTimeoutMs);
    expect(rt.isActive(ref)).toBe(false);
    expect(await ref.ask.add(1)).toBe(6);
  });

  test("a snapshot that throws keeps the actor active, and it tries again", async () => {
    const { rt, clock } = setUp();
    const ref = rt.virtual(Ledger, "k", { idleTimeoutMs });
    await ref.ask.add(5);
    Ledger.broken = true;
    await clock.advance(3 * idleTimeoutMs);
    expect(rt.isActive(ref)).toBe(true);
    expect(await ref.ask.add(1)).toBe(6);
    Ledger.broken = false;
    await clock.advance(2 * idleTimeoutMs);
    expect(rt.isActive(ref)).toBe(false);
    expect(await ref.ask.add(1)).toBe(7);
  });

  test("an async @Snapshot is refused, with the code, and the actor stays active", async () => {
    const codes: unknown[] = [];
    const error = (facts: { error?: { code?: string } }): unknown => codes.push(facts.error?.code);
    const { rt, clock } = setUp({ logger: { ...silentLogger, error } });
    class Slow {
      @Receive() hello(): string {
        return "hello";
      }
      @Snapshot() async save(): Promise<number> {
        return 1;
      }
      @Restore() load(_state: never): void {}
    }
    const ref = rt.virtual(Slow, "k", { idleTimeoutMs });
    await ref.ask.hello();
    await clock.advance(2 * idleTimeoutMs);
    expect(rt.isActive(ref)).toBe(true);
    expect(codes).toContain("ERR_ASYNC_SNAPSHOT");
  });

  test("a class whose private state could not come back is refused at once", () => {
    const { rt } = setUp();
    class Secret {
      #n = 0;
      @Receive() add(): number {
        return ++this.#n;
      }
    }
    expect(thrownCode(() => rt.virtual(Secret, "k", { idleTimeoutMs }))).toBe("ERR_PRIVATE_STATE");
    expect(rt.isAlive(rt.virtual(Secret, "k"))).toBe(true);
  });
});

test("S13: at virtualKeysMax a new key is refused; stopping one makes room", () => {
  // The table alone: a million actors are not needed to see it.
  const { rt } = setUp();
  const keys = Array.from({ length: 1_000 }, (_, n) => rt.virtual(Cart, String(n)));
  for (const ref of keys) expect(rt.kill(ref)).toBe(true);
  const table = virtualTable(rt);
  expect(table.keys).toBe(0);
  table.keys = 2 ** 20;
  expect(thrownCode(() => rt.virtual(Cart, "more"))).toBe("ERR_LIMIT");
  table.keys--;
  const last: ActorRef<Cart> = rt.virtual(Cart, "more");
  expect(rt.sendDetailed(last, message(Cart).add("x")).fate).toBe("queued");
});

/** The count that the table keeps, found through what it is made for. */
function virtualTable(rt: Runtime): { keys: number } {
  const { VirtualActors } = jest.requireActual<typeof import("../../src/runtime/actor/virtual")>(
    "../../src/runtime/actor/virtual",
  );
  let found: { keys: number } | undefined;
  const { of } = VirtualActors.prototype;
  VirtualActors.prototype.of = function (...args) {
    found = this as unknown as { keys: number };
    return of.apply(this, args);
  };
  rt.kill(rt.virtual(Cart, "probe"));
  VirtualActors.prototype.of = of;
  return found as { keys: number };
}

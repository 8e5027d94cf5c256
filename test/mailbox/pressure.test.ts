/** How full a mailbox is, in levels, and where its capacity comes from. */
import { Actor, message, type Overflow, Receive, Runtime } from "../../src";
import { gate, Recorder, settle, setUp } from "../messaging/fixture";

const take = (...args: unknown[]) => message(Recorder).take(...args);

/** A recorder that is busy until `until` opens, with room for `capacity` more. */
async function busy(rt: Runtime, capacity: number, overflow?: Overflow) {
  const until = gate();
  const ref = rt.spawn(Recorder, { mailbox: { capacity, overflow } });
  ref.send.hold(until);
  await settle();
  return { ref, until };
}

describe("pressure", () => {
  test("the level is the one after the send, at 70 % and 90 %", async () => {
    const { rt } = setUp();
    const { ref } = await busy(rt, 10);
    const levels = Array.from({ length: 11 }, (_, at) => rt.sendDetailed(ref, take(at)).level);
    expect(levels).toEqual([
      ...["NORMAL", "NORMAL", "NORMAL", "NORMAL", "NORMAL", "NORMAL"],
      ...["HIGH", "HIGH", "CRITICAL", "CRITICAL", "CRITICAL"],
    ]);
    expect(rt.mailboxes.pressure(ref)).toBe("CRITICAL");
    expect(rt.mailboxes.pressure(rt.spawn(Recorder))).toBe("NORMAL");
    rt.kill(ref);
    expect(rt.mailboxes.pressure(ref)).toBeUndefined();
    expect(rt.mailboxes.size(ref)).toBeUndefined();
    expect(rt.mailboxes.size(rt.virtual(Recorder, "asleep"))).toBe(0);
  });

  test("a decorated mailbox holds, and each spawn option wins over its own part of it", async () => {
    const { rt } = setUp();
    @Actor({ mailbox: { capacity: 1, overflow: "dropOld" } })
    class Small {
      @Receive() put(_n: number): void {}
    }
    const small = rt.spawn(Small);
    const large = rt.spawn(Small, { mailbox: { capacity: 2 } });
    const strict = rt.spawn(Small, { mailbox: { overflow: "dropNew" } });
    for (const [ref, fate, size] of [
      [small, "queued", 1],
      [large, "queued", 2],
      [strict, "dropped-new", 1],
    ] as const) {
      for (let n = 0; n < 3; n++) ref.send.put(n);
      expect(rt.sendDetailed(ref, message(Small).put(3)).fate).toBe(fate);
      expect(rt.mailboxes.size(ref)).toBe(size);
    }
  });

  test("an overflow policy without a capacity, and an option that does not exist, are refused at spawn", () => {
    const { rt } = setUp();
    expect(() => rt.spawn(Recorder, { mailbox: { overflow: "dropOld" } })).toThrow("capacity");
    expect(() => rt.spawn(Recorder, { mailbx: { capacity: 1 } } as never)).toThrow("mailbox");
    expect(() => rt.virtual(Recorder, "a", { idle: 5 } as never)).toThrow("idleTimeoutMs");
  });
});

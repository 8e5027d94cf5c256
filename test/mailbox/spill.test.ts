/** The policy "spill": a copy goes elsewhere, the original waits (A3). */
import { type ActorRef, message, type Overflow, Runtime } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp } from "../messaging/fixture";

const take = (...args: unknown[]) => message(Recorder).take(...args);

/** A recorder that is busy until `until` opens, with room for `capacity` more. */
async function busy(rt: Runtime, capacity: number, overflow?: Overflow) {
  const until = gate();
  const ref = rt.spawn(Recorder, { mailbox: { capacity, overflow } });
  ref.send.hold(until);
  await settle();
  return { ref, until };
}

const fates = (rt: Runtime, ref: ActorRef<Recorder>, count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => rt.sendDetailed(ref, take(at + from)).fate);

describe("spill", () => {
  test("a copy goes to the target at once, the original is handled in order when there is room", async () => {
    const { rt } = setUp();
    const target = rt.spawn(Recorder);
    const { ref, until } = await busy(rt, 1, { spill: target });
    expect(fates(rt, ref, 4)).toEqual(["queued", "spilled", "spilled", "spilled"]);
    expect(await target.ask.all()).toEqual([2, 3, 4]);
    expect(rt.audit()).toMatchObject({ queued: 1, parked: 3, balanced: true });
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([1, 2, 3, 4]);
    expectQuiet(rt);
  });

  test("an ask is answered by the original; the copy is answered by nobody", async () => {
    const { rt } = setUp();
    const target = rt.spawn(Recorder);
    const { ref, until } = await busy(rt, 1, { spill: target });
    ref.send.take(1);
    target.send.take(1, 1, 1);
    const reply = ref.ask.take(2);
    expect(await target.ask.all()).toEqual([1, 1, 1, 2]);
    until.open();
    expect(await reply).toBe(2);
    expect(rt.audit()).toMatchObject({ lateReplies: 0, balanced: true });
  });

  test("sendAsync resolves once the original has room", async () => {
    const { rt } = setUp();
    const target = rt.spawn(Recorder);
    const { ref, until } = await busy(rt, 1, { spill: target });
    ref.send.take(1);
    let done: boolean | undefined;
    void rt.sendAsync(ref, take(2)).then((accepted) => {
      done = accepted;
    });
    expect(await target.ask.all()).toEqual([2]);
    expect(done).toBeUndefined();
    until.open();
    await settle();
    expect(done).toBe(true);
    expectQuiet(rt);
  });

  test("a dead or full target refuses the whole message, and an ask says which", async () => {
    const { rt } = setUp();
    const { ref: full } = await busy(rt, 1);
    full.send.take("fill");
    const { ref, until } = await busy(rt, 1, { spill: full });
    ref.send.take(1);
    expect(rt.sendDetailed(ref, take(2)).fate).toBe("dropped-new");
    expect(await codeOf(ref.ask.take(3))).toBe("ERR_MAILBOX_FULL");
    expect(await rt.sendAsync(ref, take(4))).toBe(false);
    rt.kill(full);
    expect(rt.sendDetailed(ref, take(5)).fate).toBe("dead");
    await expect(ref.ask.take(6)).rejects.toMatchObject({
      code: "ERR_ACTOR_DEAD",
      target: `Recorder#${full.pid}`,
    });
    expect(rt.audit()).toMatchObject({ parked: 0, queued: 1, balanced: true });
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([1]);
    expectQuiet(rt);
  });

  test("a circle of spills ends", async () => {
    const { rt } = setUp();
    const { ref: a } = await busy(rt, 1);
    const { ref: b } = await busy(rt, 1, { spill: a });
    rt.mailboxes.setOverflow(a, { spill: b });
    for (const ref of [a, b]) ref.send.take(1);
    expect(rt.sendDetailed(a, take(2)).fate).toBe("redirect-cycle");
    expect(await rt.sendAsync(a, take(3))).toBe(false);
    expect(rt.audit()).toMatchObject({ parked: 0, queued: 2, balanced: true });
  });

  test("a listener that aborts the spilled ask while its copy is refused does no harm", async () => {
    const { rt } = setUp();
    const target = rt.spawn(Recorder);
    await target.stop();
    const { ref, until } = await busy(rt, 3);
    rt.sendMany(ref, [take(1), take(2), take(3)]);
    await target.stop();
    const other = rt.spawn(Recorder);
    rt.mailboxes.setOverflow(ref, { spill: other });
    rt.kill(other);
    const abort = new AbortController();
    rt.events.on("dead-letter", () => abort.abort(new Error("listener")));
    expect(await codeOf(ref.asking({ signal: abort.signal }).take(4))).not.toBe("resolved");
    expect(rt.mailboxes.size(ref)).toBe(3);
    expect(rt.audit().balanced).toBe(true);
    until.open();
    await settle();
    expect(await ref.ask.all()).toEqual([1, 2, 3]);
  });
});

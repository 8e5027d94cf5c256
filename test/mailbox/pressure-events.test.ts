/** Who hears that the pressure in a mailbox has changed (A3), and when. */
import { Actor, message, OnStop, type RuntimeEvents } from "../../src";
import { codeOf, expectQuiet, gate, Recorder, settle, setUp } from "../messaging/fixture";
import { listen, stepper } from "./stepper";

type Told = RuntimeEvents["pressure"];

describe("pressure events", () => {
  test("tell each transition once, up and down; a mailbox at a threshold does not flap", async () => {
    const { rt } = setUp();
    const heard = listen(rt);
    const { ref, fill, step } = await stepper(rt, { capacity: 10 });
    fill(10);
    expect(heard).toEqual(["NORMAL>HIGH at 7", "HIGH>CRITICAL at 9"]);
    expect(rt.mailboxes.pressure(ref)).toBe("CRITICAL");
    await step(2);
    expect(rt.mailboxes.pressure(ref)).toBe("CRITICAL");
    for (let n = 0; n < 3; n++) {
      await step(1);
      fill(1);
    }
    await step(2); // 6 queued
    expect(rt.mailboxes.pressure(ref)).toBe("HIGH");
    expect(rt.sendDetailed(ref, message(Recorder).take(1))).toMatchObject({ accepted: true, level: "HIGH" });
    await step(10);
    expect(heard.slice(2)).toEqual(["CRITICAL>HIGH at 7", "HIGH>NORMAL at 5"]);
    expectQuiet(rt);
  });

  test("a refused send shows the level as it is, and changes nothing", async () => {
    const { rt } = setUp();
    const heard = listen(rt);
    const { ref, fill } = await stepper(rt, { capacity: 2 });
    fill(2);
    expect(rt.sendDetailed(ref, message(Recorder).take(1))).toEqual({
      accepted: false,
      fate: "dropped-new",
      level: "CRITICAL",
    });
    expect(heard).toEqual(["NORMAL>CRITICAL at 2"]);
  });

  test("nobody is told of a level that came and went; `before` is what was told last", async () => {
    const { rt } = setUp();
    const { ref, fill, step } = await stepper(rt, { capacity: 4 });
    fill(3);
    const abort = new AbortController();
    const asked = codeOf(ref.asking({ signal: abort.signal }).take(1));
    const heard = listen(rt);
    abort.abort(new Error("enough"));
    expect(rt.mailboxes.pressure(ref)).toBe("HIGH");
    fill(1);
    expect(await asked).toBe("enough");
    await settle();
    expect(rt.mailboxes.pressure(ref)).toBe("CRITICAL");
    expect(heard).toEqual([]);
    await step(5);
    expect(heard).toEqual(["CRITICAL>HIGH at 3", "HIGH>NORMAL at 2"]);
  });

  test("S4: listeners may send, stop and kill, and find the books balanced", async () => {
    const { rt } = setUp();
    const heard: string[] = [];
    const see = ({ pid, level }: Told): void => {
      heard.push(`${pid === ref.pid ? "ref" : "other"} ${level}${rt.audit().balanced ? "" : " unbalanced"}`);
    };
    rt.events.on("pressure", (event) => {
      see(event);
      if (event.pid !== ref.pid) return;
      if (event.level === "CRITICAL") for (let n = 0; n < 3; n++) other.send.take(n);
      if (event.level === "NORMAL") rt.kill(ref);
    });
    const { ref, fill, step } = await stepper(rt, { capacity: 3 });
    const until = gate();
    const other = rt.spawn(Recorder, { mailbox: { capacity: 3 } });
    other.send.hold(until);
    await settle();
    fill(3);
    expect(heard).toEqual(["ref CRITICAL", "other CRITICAL"]);
    await step(3);
    expect(heard.slice(2)).toEqual(["ref HIGH", "ref NORMAL"]);
    expect(rt.isAlive(ref)).toBe(false);
    until.open();
    await settle();
    expectQuiet(rt);
  });

  test("a synchronous handler sees the level without its own message, and listeners hear after it", async () => {
    const { rt } = setUp();
    const log: string[] = [];
    const ref = rt.spawn((n: number) => void log.push(`handle ${n} at ${rt.mailboxes.pressure(ref)}`), {
      mailbox: { capacity: 2 },
    });
    rt.events.on("pressure", ({ level }) => log.push(`told ${level}, running ${rt.audit().running}`));
    rt.sendMany(ref, [1, 2]);
    await settle();
    expect(log).toEqual([
      "told CRITICAL, running 0",
      "handle 1 at NORMAL",
      "told NORMAL, running 0",
      "handle 2 at NORMAL",
    ]);
    expectQuiet(rt);
  });

  test("an aborted ask makes the pressure less, and a listener may kill the actor for it", async () => {
    const { rt } = setUp();
    const heard = listen(rt);
    const { ref, fill } = await stepper(rt, { capacity: 10 });
    const abort = new AbortController();
    fill(5);
    const asked = [1, 2].map((n) => codeOf(ref.asking({ signal: abort.signal }).take(n)));
    rt.events.on("pressure", () => {
      expect(rt.audit()).toMatchObject({ balanced: true, queued: 5 });
      rt.kill(ref);
    });
    abort.abort(new Error("enough"));
    expect(await Promise.all(asked)).toEqual(["enough", "enough"]);
    await settle();
    expect(heard).toEqual(["NORMAL>HIGH at 7", "HIGH>NORMAL at 5"]);
    expect(rt.isAlive(ref)).toBe(false);
    expectQuiet(rt);
  });

  test("S6: the dead have no pressure, and nothing is told of them", async () => {
    for (const end of ["kill", "stop"] as const) {
      const { rt } = setUp();
      const heard = listen(rt);
      const { ref, fill, step } = await stepper(rt, { capacity: 4 });
      fill(4);
      if (end === "kill") rt.kill(ref);
      else void ref.stop();
      await step(5);
      await settle();
      expect(heard).toEqual(["NORMAL>HIGH at 3", "HIGH>CRITICAL at 4"]);
      expect(rt.mailboxes.pressure(ref)).toBeUndefined();
    }
  });

  test("an actor that is stopping in peace is told of once its queue is gone", async () => {
    const { rt } = setUp();
    const heard = listen(rt);
    const until = gate();
    class Slow extends Recorder {
      @OnStop() async stop(): Promise<void> {
        await until;
      }
    }
    const ref = rt.spawn(Slow, { mailbox: { capacity: 2 } });
    await settle();
    ref.send.take(1);
    ref.send.take(2);
    void ref.stop();
    await settle();
    expect(heard).toEqual(["NORMAL>CRITICAL at 2", "CRITICAL>NORMAL at 0"]);
    expect(rt.mailboxes.pressure(ref)).toBe("NORMAL");
    until.open();
    await settle();
    expect(rt.isAlive(ref)).toBe(false);
  });

  test("a pull actor's pressure goes down as it takes", async () => {
    const { rt } = setUp();
    const heard: string[] = [];
    const until = gate();
    @Actor({ mode: "pull", mailbox: { capacity: 4 } })
    class Puller {
      async run(mailbox: { receive(): Promise<unknown> }): Promise<void> {
        await until;
        for (;;) if ((await mailbox.receive()) === undefined) return;
      }
    }
    const ref = rt.spawn(Puller as never) as unknown as { pid: number };
    await settle();
    rt.events.on("pressure", ({ level }) => heard.push(`${level} ${rt.audit().balanced}`));
    for (let n = 0; n < 4; n++) rt.send(ref.pid, n);
    expect(heard).toEqual(["HIGH true", "CRITICAL true"]);
    until.open();
    await settle();
    expect(heard.at(-1)).toBe("NORMAL true");
    expect(rt.mailboxes.pressure(ref)).toBe("NORMAL");
  });
});

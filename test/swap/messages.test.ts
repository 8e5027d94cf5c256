/** What a swapped actor's ref offers, and what it is found as. */
import { Actor, type ActorRef, message } from "../../src";
import { settle, testRuntime } from "../../src/runtime/testing";
import { as, codeOf, New, Old, thrownCode } from "./fixture";

describe("the messages of a swapped actor", () => {
  test("S5: those of the old code only are unhandled, never an error of the sender", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await rt.behaviors.swap(ref, New);
    expect(ref.send.onlyOld()).toBe(true);
    await settle(rt);
    expect(rt.deadLetters).toMatchObject([{ fate: "unhandled", message: "onlyOld" }]);
    expect(await codeOf(ref.ask.onlyOld())).toBe("ERR_UNHANDLED");
    expect(rt.audit()).toMatchObject({ balanced: true, unhandled: 2 });
  });

  test("those of the new code only can be sent from the call of swap on", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    expect(ref.send.add()).toBe(true);
    void rt.behaviors.swap(ref, New);
    expect(await as(ref, New).ask.onlyNew()).toBe("only new");
    expect(await as(ref, New).asking({ timeoutMs: 10 }).onlyNew()).toBe("only new");
  });

  test("a method that becomes a message can be sent, and one that is none says so", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    expect(thrownCode(() => ref.send.sometimes())).toBe("ERR_NOT_A_MESSAGE");
    await rt.behaviors.swap(ref, New);
    expect(await as(ref, New).ask.sometimes()).toBe("sometimes");
    expect(thrownCode(() => as(ref, New).send.plain())).toBe("ERR_NOT_A_MESSAGE");
  });

  test("a method that is no message of either code says so, although nothing else is new", async () => {
    @Actor()
    class Same extends Old {
      helper(): void {}
    }
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await rt.behaviors.swap(ref, Same);
    expect(thrownCode(() => as(ref, Same).send.helper())).toBe("ERR_NOT_A_MESSAGE");
  });

  test("all of them stay after a rollback, and those of the later code are unhandled", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await rt.behaviors.swap(ref, New);
    await rt.behaviors.rollback(ref);
    expect(await ref.ask.onlyOld()).toBe("only old");
    expect(await codeOf(as(ref, New).ask.onlyNew())).toBe("ERR_UNHANDLED");
  });

  test("another actor of the class does not get them", async () => {
    await using rt = testRuntime();
    const [ref, other] = [rt.spawn(Old), rt.spawn(Old)];
    await rt.behaviors.swap(ref, New);
    expect("onlyNew" in (ref.send as object)).toBe(true);
    expect("onlyNew" in (other.send as object)).toBe(false);
    expect("onlyNew" in (rt.spawn(Old).send as object)).toBe(false);
  });

  test("messages as values keep their meaning by name", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    await rt.behaviors.swap(ref, New);
    expect(await rt.ask(ref, message(Old).add())).toBe("new 1");
    expect(await codeOf(rt.ask(ref, message(Old).onlyOld()))).toBe("ERR_UNHANDLED");
    expect(await rt.ask(as(ref, New), message(New).onlyNew())).toBe("only new");
  });

  test("timers that were set for the old code's messages become dead letters where the new has none", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    const timer = rt.timers.every(ref, 10, message(Old).onlyOld());
    await rt.behaviors.swap(ref, New);
    await rt.clock.advance(20);
    expect(rt.deadLetters.map(({ fate }) => fate)).toEqual(["unhandled", "unhandled"]);
    expect(timer.cancel()).toBe(true);
  });

  test("a function gets the method messages of the class before it as values", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Old);
    const seen: unknown[] = [];
    void rt.behaviors.swap(ref, (one: unknown) => void seen.push(one));
    ref.send.add();
    ref.tell("whole" as never);
    await settle(rt);
    expect(seen).toEqual([expect.objectContaining({ method: "add", args: [] }), "whole"]);
    expect(rt.deadLetters).toEqual([]);
  });

  test("a class gets the method messages that were sent to the function before it, timers' too", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn((_: unknown) => {});
    rt.timers.after(ref, 3, message(Old).add());
    ref.tell(message(Old).add());
    const swapped = rt.behaviors.swap(ref, Old);
    ref.tell(message(Old).add());
    await swapped;
    await rt.clock.advance(3);
    await settle(rt);
    expect(rt.audit()).toMatchObject({ handled: 3, unhandled: 0, balanced: true });
  });
});

describe("the names of a swapped actor", () => {
  @Actor({ name: "service" })
  class Service extends Old {}
  @Actor({ name: "service" })
  class Service2 extends New {}

  test("it answers to every class that it has been, and to their bases", async () => {
    await using rt = testRuntime();
    const ref: ActorRef<object> = rt.spawn(Service);
    expect(rt.names.resolve(Service2)).toBeUndefined();
    await rt.behaviors.swap(ref, Service2);
    for (const type of [Service, Service2] as unknown as (typeof Object)[])
      expect(rt.names.resolve(type)).toBe(ref);
    for (const type of [Old, New, Service] as unknown as (typeof Object)[])
      expect(rt.names.resolve("service", type)).toBe(ref);
    class Stranger {}
    expect(rt.names.resolve("service", Stranger)).toBeUndefined();
    await rt.behaviors.swap(ref, () => {});
    await rt.behaviors.rollback(ref, 2);
    expect(rt.names.resolve(Service2)).toBe(ref);
    for (let at = 0; at < 20; at++) await rt.behaviors.swap(ref, Service2);
    expect(rt.names.resolve(Service)).toBe(ref);
  });

  test("a swap that fails adds no class", async () => {
    await using rt = testRuntime();
    const ref = rt.spawn(Service);
    await settle(rt);
    const migrate = (): object => {
      throw new Error("no");
    };
    expect(await codeOf(rt.behaviors.swap(ref, Service2, { migrate }))).toBe("ERR_MIGRATION");
    expect(rt.names.resolve(Service2)).toBeUndefined();
    expect(rt.names.resolve(Service)).toBe(ref);
  });
});

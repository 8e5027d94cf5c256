/** A pull class that forgot its mode would take messages that nobody ever handles. */
import { Actor, type Mailbox, Receive, Runtime } from "../../src";
import { probe, testRuntime } from "../../src/runtime/testing";

test("a class with a run method, no messages and no mode is refused, with the way out", async () => {
  @Actor()
  class Forgotten {
    async run(_: Mailbox<string>): Promise<void> {}
  }
  await using rt = new Runtime();
  expect(() => rt.spawn(Forgotten)).toThrow('A pull actor says so: @Actor({ mode: "pull" })');
});

test("a run method beside messages is nobody's business", async () => {
  @Actor()
  class Job {
    @Receive() start(): number {
      return this.run();
    }
    run(): number {
      return 1;
    }
  }
  await using rt = new Runtime();
  expect(await rt.spawn(Job).ask.start()).toBe(1);
});

test("a probe cannot stand in for a pull class, and says what can", async () => {
  @Actor({ mode: "pull" })
  class Writer {
    async run(_: Mailbox<string>): Promise<void> {}
  }
  await using rt = testRuntime();
  expect(() => probe(rt, Writer)).toThrow("a pull actor takes whole messages, as probe(rt) does");
});

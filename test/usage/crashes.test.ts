/** What the guide says about crashes: every throw is one, and what virtual actors lose by it. */
import {
  Actor,
  ActorContext,
  type ActorRef,
  injected,
  Receive,
  Runtime,
  Supervised,
  silentLogger,
} from "../../src/index";
import { probe, testRuntime } from "../../src/runtime/testing/index";

class Counter {
  private count = 0;

  @Receive() add(): number {
    return ++this.count;
  }

  @Receive() fail(): void {
    throw new Error("planted");
  }
}

@Actor({ virtual: true })
class Plain extends Counter {}

@Actor({ virtual: true })
@Supervised({ state: "keep" })
class Keeping extends Counter {}

abstract class Greeting {
  abstract greet(): string;
}

@Actor({ name: "greeter" })
class Greeter extends Greeting {
  @Receive() greet(): string {
    return "hello";
  }
}

class Slow {
  @Receive() wait(): Promise<void> {
    return new Promise(() => {});
  }
}

class Impatient {
  private readonly ctx = injected(ActorContext) as ActorContext<Impatient>;

  @Receive() async ask(slow: ActorRef<Slow>): Promise<void> {
    await this.ctx.on(slow).asking({ timeoutMs: 5 }).wait();
  }
}

test("crashes: an unsupervised virtual actor loses its key and its state, a keeping one neither", async () => {
  await using rt = new Runtime({ logger: silentLogger });
  const plain = rt.virtual(Plain, "k");
  await plain.ask.add();
  await plain.ask.fail().catch(() => {});
  expect(await rt.join(plain)).toMatchObject({ reason: "panic" });
  expect(rt.virtual(Plain, "k")).not.toBe(plain);
  expect(await rt.virtual(Plain, "k").ask.add()).toBe(1);

  const keeping = rt.virtual(Keeping, "k");
  await keeping.ask.add();
  await keeping.ask.fail().catch(() => {});
  expect(await keeping.ask.add()).toBe(2);
  expect(rt.virtual(Keeping, "k")).toBe(keeping);
});

test("crashes: an ask that times out inside of a handler and is not caught crashes the asker", async () => {
  await using rt = new Runtime({ logger: silentLogger });
  const ref = rt.spawn(Impatient);
  const slow = rt.spawn(Slow);
  await expect(ref.ask.ask(slow)).rejects.toMatchObject({ code: "ERR_ASK_TIMEOUT" });
  expect(await rt.join(ref)).toMatchObject({ reason: "panic", error: { code: "ERR_ASK_TIMEOUT" } });
  rt.kill(slow);
});

test("actors are found by their abstract base", async () => {
  await using rt = testRuntime();
  const greeter = rt.spawn(Greeter);
  expect(rt.names.resolve("greeter", Greeting)).toBe(greeter);
  expect(rt.names.resolve("greeter", Slow)).toBeUndefined();
  expect(rt.ref(greeter.pid)?.tell({ method: "shout" })).toBe(true);
  expect(probe(rt, Greeting).ref).toBeDefined();
});

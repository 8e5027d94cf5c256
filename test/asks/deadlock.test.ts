/** S11: a cycle of asks is named at once, with its path; what is no cycle raises no alarm. */
import { ActorContext, type ActorRef, injected, type Mailbox, message, Receive, type Ref } from "../../src";
import { chainOfWaits } from "../../src/runtime/messages/deadlock";
import { codeOf, expectQuiet, gate, settle, setUp } from "../messaging/fixture";

type Step = (node: Node) => unknown;

/** Does what it is told, in the synchronous part or after an await. */
class Node {
  readonly ctx = injected(ActorContext) as ActorContext<Node>;

  @Receive() run(step: Step): unknown {
    return step(this);
  }
  @Receive() async later(step: Step): Promise<unknown> {
    await Promise.resolve();
    return await step(this);
  }
  @Receive() ping(): string {
    return "pong";
  }
}
class B extends Node {}
class C extends Node {}

const steps = (error: unknown): string =>
  /forever: (.*?)\. Send/.exec((error as Error).message)?.[1] ?? String(error);

/** What an ask in a cycle is told. */
const pathOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => "no cycle", steps);

describe("S11: named at once, by the path", () => {
  test("an actor that asks itself in the synchronous part", async () => {
    const { rt, clock } = setUp();
    const ref: ActorRef<Node> = rt.spawn(Node);
    expect(await pathOf(ref.ask.run(() => ref.ask.ping()))).toBe("Node.run → Node.ping");
    expect(clock.now()).toBe(0);
    expect(rt.audit()).toMatchObject({ refused: 1 });
  });

  test("an actor that asks itself through its context after an await", async () => {
    const { rt } = setUp();
    const ref: ActorRef<Node> = rt.spawn(Node);
    expect(await pathOf(ref.ask.later((node) => node.ctx.on(ref).ask.ping()))).toBe("Node.later → Node.ping");
    const self = await pathOf(rt.spawn(Node).ask.later((node) => node.ctx.on(node.ctx.self).ask.ping()));
    expect(self).toBe("Node.later → Node.ping");
  });

  test.each(["run", "later"] as const)("two actors, %s", async (how) => {
    const { rt } = setUp();
    const a: ActorRef<Node> = rt.spawn(Node);
    const b: ActorRef<B> = rt.spawn(B);
    const path = await pathOf(a.ask[how]((inA) => inA.ctx.on(b).ask[how]((inB) => inB.ctx.on(a).ask.ping())));
    expect(path).toBe(`Node.${how} → B.${how} → Node.ping`);
  });

  test("three actors, by plain refs in synchronous parts", async () => {
    const { rt } = setUp();
    const a: ActorRef<Node> = rt.spawn(Node);
    const b: ActorRef<B> = rt.spawn(B);
    const c: ActorRef<C> = rt.spawn(C);
    const path = await pathOf(a.ask.run(() => b.ask.run(() => c.ask.run(() => a.ask.ping()))));
    expect(path).toBe("Node.run → B.run → C.run → Node.ping");
    await settle();
  });

  test("three actors through contexts after awaits, one of them virtual and named by its key", async () => {
    const { rt } = setUp();
    const a: ActorRef<Node> = rt.spawn(Node);
    const b: ActorRef<B> = rt.virtual(B, "JFK");
    const c: ActorRef<C> = rt.spawn(C);
    const path = await pathOf(
      a.ask.later((inA) =>
        inA.ctx.on(b).ask.later((inB) => inB.ctx.on(c).ask.later((inC) => inC.ctx.on(a).ask.ping())),
      ),
    );
    expect(path).toBe('Node.later → B("JFK").later → C.later → Node.ping');
  });

  test("function actors name the message", async () => {
    const { rt } = setUp();
    const ref = rt.spawn(function echo(m: { type: string }, ctx) {
      return m.type === "start" ? rt.ask(ctx.self.pid, { type: "again" }) : m.type;
    });
    expect(await pathOf(rt.ask(ref, { type: "start" }))).toBe('echo.tell → echo.{ type: "again" }');
  });

  test("a handler that waits for several at once: the one that closes the circle is told", async () => {
    const { rt } = setUp();
    const a: ActorRef<Node> = rt.spawn(Node);
    const b: ActorRef<B> = rt.spawn(B);
    const c: ActorRef<C> = rt.spawn(C);
    const reply = a.ask.run(() =>
      Promise.all([c.ask.ping(), pathOf(b.ask.run(() => a.ask.ping()))]),
    ) as Promise<unknown>;
    expect(await reply).toEqual(["pong", "Node.run → B.run → Node.ping"]);
  });
});

describe("S11: asks with a message as a value", () => {
  test("rt.ask of a ref bound by ctx.on knows who asks", async () => {
    const { rt } = setUp();
    const ref: ActorRef<Node> = rt.spawn(Node);
    const self = ref.ask.later((node) => rt.ask(node.ctx.on(node.ctx.self), message(Node).ping()));
    expect(await pathOf(self)).toBe("Node.later → Node.ping");
  });

  test("a circle of pull actors is named, too", async () => {
    const { rt } = setUp();
    const refs: Ref<Ref<unknown>>[] = [];
    const errors: string[] = [];
    const run = async (mailbox: Mailbox<Ref<unknown>>, ctx: ActorContext): Promise<void> => {
      for await (const next of mailbox) {
        await rt.ask(ctx.on(next), next).catch((error: Error) => errors.push(error.message));
      }
    };
    refs.push(rt.spawnPull(run), rt.spawnPull(run));
    for (const [at, ref] of refs.entries()) ref.tell(refs[1 - at] as Ref<unknown>);
    await settle();
    expect(errors[0]).toMatch(/forever: run\.run → run\./);
  });
});

describe("S11: no false alarm", () => {
  test("reentrant actors ask themselves and each other", async () => {
    const { rt } = setUp();
    const a: ActorRef<Node> = rt.spawn(Node, { reentrant: true });
    const b: ActorRef<B> = rt.spawn(B);
    expect(await a.ask.run(() => a.ask.ping())).toBe("pong");
    expect(await a.ask.later((node) => node.ctx.on(a).ask.ping())).toBe("pong");
    expect(await a.ask.run(() => b.ask.run(() => a.ask.ping()))).toBe("pong");
    expectQuiet(rt);
  });

  test("asks that were answered, failed, timed out or aborted are no wait any more", async () => {
    const { rt, clock } = setUp();
    const a: ActorRef<Node> = rt.spawn(Node);
    const b: ActorRef<B> = rt.spawn(B);
    const c: ActorRef<C> = rt.spawn(C, { mailbox: { capacity: 1 } });
    const until = gate();
    const abort = new AbortController();
    c.send.run(() => until);
    const outcome = a.ask.run(async (node) => {
      const bound = node.ctx.on(c);
      const found = [await node.ctx.on(b).ask.ping()];
      const aborted = codeOf(bound.asking({ signal: abort.signal }).ping());
      abort.abort(new Error("enough"));
      found.push(await aborted);
      const late = codeOf(bound.asking({ timeoutMs: 5 }).ping());
      found.push(await codeOf(bound.ask.ping()));
      found.push(await late);
      return found;
    });
    await clock.advance(5);
    expect(await outcome).toEqual(["pong", "enough", "ERR_MAILBOX_FULL", "ERR_ASK_TIMEOUT"]);
    // Now B and C ask A while A waits for nobody.
    until.open();
    expect(await b.ask.run(() => a.ask.ping())).toBe("pong");
    expect(await c.ask.run(() => a.ask.ping())).toBe("pong");
    expectQuiet(rt);
  });

  test("an ask that nobody awaits does not outlive its handler", async () => {
    const { rt } = setUp();
    const a: ActorRef<Node> = rt.spawn(Node);
    const b: ActorRef<B> = rt.spawn(B);
    const found: unknown[] = [];
    await a.ask.run(() => {
      void b.ask.run(() => a.ask.ping()).then((reply) => found.push(reply));
    });
    await settle();
    expect(found).toEqual(["pong"]);
  });

  test("an actor that asks and then kills itself leaves no wait for the next one", async () => {
    const { rt } = setUp();
    const a: ActorRef<Node> = rt.spawn(Node);
    const b: ActorRef<B> = rt.spawn(B);
    const c: ActorRef<C> = rt.spawn(C);
    a.send.run(() => {
      void c.ask.run(() => b.ask.ping()).catch(() => {});
      rt.kill(a);
    });
    const until = gate<string>();
    const held = b.ask.run(() => until);
    await settle();
    until.open("held");
    expect(await held).toBe("held");
    expect(await c.ask.run(() => b.ask.ping())).toBe("pong");
    expectQuiet(rt);
  });

  test("a plain cycle after an await is not seen, and ends at its deadline", async () => {
    const { rt, clock } = setUp();
    const ref: ActorRef<Node> = rt.spawn(Node);
    const reply = codeOf(ref.asking({ timeoutMs: 100 }).later(() => ref.asking({ timeoutMs: 50 }).ping()));
    await clock.advance(50);
    expect(await reply).toBe("ERR_ASK_TIMEOUT");
    expectQuiet(rt);
  });

  test("a chain of 20,000 waiting actors that is no cycle", async () => {
    const { rt } = setUp();
    const until = gate<string>();
    let last: ActorRef<Node> = rt.spawn(Node);
    const replies: Promise<unknown>[] = [last.ask.run(() => until)];
    for (let n = 0; n < 20_000; n++) {
      const target = last;
      const next: ActorRef<Node> = rt.spawn(Node);
      replies.push(next.ask.run(() => target.ask.ping()));
      if (n % 1_000 === 0) await settle();
      last = next;
    }
    await settle();
    until.open("end");
    const all = await Promise.all(replies);
    expect(all[0]).toBe("end");
    expect(new Set(all.slice(1))).toEqual(new Set(["pong"]));
  });
});

describe("chainOfWaits", () => {
  const graph = (edges: Readonly<Record<string, string>>) => (node: string) => edges[node] ?? "";

  test("finds the shortest way, nothing where there is none, and survives other circles", () => {
    expect(chainOfWaits("a", "d", graph({ a: "bc", b: "c", c: "d" }), 9)?.join("")).toBe("acd");
    expect(chainOfWaits("a", "a", graph({}), 9)).toEqual(["a"]);
    expect(chainOfWaits("a", "d", graph({ a: "b", b: "a" }), 9)).toBeUndefined();
  });

  test("S13: gives up after so many", () => {
    const line = (node: number): number[] => [node + 1];
    expect(chainOfWaits(0, 9, line, 10)).toHaveLength(10);
    expect(chainOfWaits(0, 90, line, 10)).toBeUndefined();
  });
});

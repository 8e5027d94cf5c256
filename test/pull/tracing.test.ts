/** `node:diagnostics_channel`: a message of a pull actor is traced from its receive to the next one. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { HandleTrace } from "../../src";
import { settle } from "../../src/runtime/testing";
import { books, codeOf, makeRuntime, takeInHand } from "./fixture";

/** Hears of every trace until the function returned is called. */
function listen(hear: (kind: string, trace: HandleTrace) => void): () => void {
  const stops = ["start", "end", "error", "asyncEnd"].map((kind) => {
    const listener = (trace: unknown): void => hear(kind, trace as HandleTrace);
    subscribe(`tracing:iris-actors.handle:${kind}`, listener);
    return () => void unsubscribe(`tracing:iris-actors.handle:${kind}`, listener);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

class Order {
  constructor(readonly id: number) {}
}

test("each message has its start and its end; what run throws is told before the end", async () => {
  const rt = makeRuntime();
  const heard: string[] = [];
  const stop = listen((kind, { message, error }) =>
    heard.push(`${kind} ${message} ${String(error ?? "")}`.trim()),
  );
  try {
    const { ref, mailbox, fail } = await takeInHand<Order>(rt);
    for (const id of [1, 2]) ref.tell(new Order(id));
    await settle(rt, { inFlight: "ignore" });
    await mailbox.receive();
    expect(heard.splice(0)).toEqual(["start Order", "end Order"]);
    await mailbox.receive((order) => order.id === 2);
    expect(heard.splice(0)).toEqual(["asyncEnd Order", "start Order", "end Order"]);
    fail(new Error("broken"));
    await rt.join(ref);
    expect(heard).toEqual(["error Order Error: broken", "asyncEnd Order Error: broken"]);
  } finally {
    stop();
  }
});

test.each([
  ["start", [undefined, "ERR_REVOKED"], 3],
  ["end", [undefined, "ERR_REVOKED"], 3],
  ["asyncEnd", [1, "ERR_REVOKED"], 2],
] as const)(
  "S4: a listener that kills the actor at %s: the books stay balanced",
  async (when, got, discarded) => {
    const rt = makeRuntime();
    const stop = listen((kind, { pid }) => {
      if (kind === when) rt.kill(pid);
    });
    try {
      const { ref, mailbox } = await takeInHand<number>(rt);
      const asks = [1, 2, 3].map((n) => codeOf(rt.ask(ref, n)));
      await settle(rt, { inFlight: "ignore" });
      const first = await mailbox.receive();
      const second = await mailbox.receive().catch(({ code }: { code: string }) => code);
      expect([first, second]).toEqual(got);
      expect((await Promise.all(asks)).slice(1)).toEqual(["ERR_ACTOR_DEAD", "ERR_ACTOR_DEAD"]);
      expect(books(rt)).toMatchObject({ balanced: true, discarded });
    } finally {
      stop();
    }
  },
);

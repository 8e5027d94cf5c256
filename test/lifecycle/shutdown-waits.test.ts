/** What shutdown waits for, and what it does not. */
import { Actor } from "../../src/decorators/actor";
import { injected } from "../../src/decorators/injected";
import { makeWorld, never, settle } from "./fixture";

describe("shutdown", () => {
  test("awaited in a handler's synchronous part it resolves at once, and the handler ends normally", async () => {
    const { rt, exits } = makeWorld();
    let after = false;
    const ref = rt.spawn(async () => {
      await rt.shutdown();
      after = true;
    });
    ref.tell(1);
    await rt.join(ref);
    await rt.shutdown();
    expect([after, exits.map(({ reason }) => reason)]).toEqual([true, ["shutdown"]]);
  });

  test("a disposal that hangs is given up at timeoutMs, and said", async () => {
    class Socket {
      dispose(): Promise<never> {
        return never;
      }
    }
    const { rt, clock, lines } = makeWorld();
    rt.container.registerSingleton(Socket);
    @Actor()
    class User {
      readonly socket = injected(Socket);
    }
    rt.spawn(User);
    await settle();
    const ended = rt.shutdown({ timeoutMs: 100 });
    await settle();
    await clock.advance(100);
    await ended;
    expect(lines.join()).toContain("disposing an injected value failed");
  });
});

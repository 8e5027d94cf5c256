/** Hot swap and rollback by the names of the guide. */
import { limits, Receive, Snapshot } from "../../src/index";
import type { JsMailbox } from "../../src/runtime/compat/index";
import { failureOf, gate } from "../lifecycle/fixture";
import { bytes, makeCompat, settle, wrong } from "./fixture";

describe("compat: versions", () => {
  test("hotSwap answers at once; the handler under way ends on the old code, what is queued runs on the new", async () => {
    const { node } = makeCompat();
    const texts: string[] = [];
    const busy = gate();
    const pid = node.spawn(async (message) => {
      await busy.opened;
      texts.push(`old ${message}`);
    });
    node.sendMany(pid, [bytes("1"), bytes("2")]);
    await settle();
    expect(node.behaviorVersion(pid)).toBe(1);
    expect(node.hotSwap(pid, (message) => texts.push(`new ${message}`))).toBe(2);
    expect(node.behaviorVersion(pid)).toBe(2);
    busy.open();
    await settle();
    expect(texts).toEqual(["old 1", "new 2"]);
  });

  test("an actor can swap itself in its own handler", async () => {
    const { node } = makeCompat();
    const texts: string[] = [];
    const pid: number = node.spawn(() => {
      texts.push(`v${node.hotSwap(pid, () => texts.push("swapped"))}`);
    });
    node.sendMany(pid, [bytes("1"), bytes("2")]);
    await settle();
    expect(texts).toEqual(["v2", "swapped"]);
  });

  test("rollbackBehavior goes back to any version, the first included, and refuses at once to go further", async () => {
    const { node } = makeCompat();
    const texts: string[] = [];
    const version = (name: string) => (): void => void texts.push(name);
    const pid = node.spawn(version("a"));
    expect([node.hotSwap(pid, version("b")), node.hotSwap(pid, version("c"))]).toEqual([2, 3]);
    expect(await failureOf(() => node.rollbackBehavior(pid, 3))).toBe("ERR_BEHAVIOR_HISTORY");
    expect(await failureOf(() => node.rollbackBehavior(pid, -1))).toBe("ERR_INVALID_ARG");
    expect([node.rollbackBehavior(pid, 0), node.rollbackBehavior(pid)]).toEqual([3, 2]);
    node.send(pid, bytes("x"));
    await settle();
    expect(node.rollbackBehavior(pid)).toBe(1);
    node.send(pid, bytes("x"));
    await settle();
    expect([texts, node.behaviorVersion(pid)]).toEqual([["b", "a"], 1]);
  });

  test("a pull actor goes on with the new handler when the old one has returned; and back again", async () => {
    const { node } = makeCompat();
    const texts: string[] = [];
    const loop =
      (name: string) =>
      async (mailbox: JsMailbox): Promise<void> => {
        for (let message = await mailbox.recv(); message !== null; message = await mailbox.recv()) {
          texts.push(`${name} ${message.data}`);
        }
      };
    const pid = node.spawnWithMailbox(loop("old"));
    node.send(pid, bytes("1"));
    await settle();
    expect(node.hotSwap(pid, loop("new"))).toBe(2);
    node.send(pid, bytes("2"));
    await settle();
    expect(node.rollbackBehavior(pid)).toBe(1);
    node.send(pid, bytes("3"));
    await settle();
    expect(texts).toEqual(["old 1", "new 2", "old 3"]);
    expect(node.isAlive(pid)).toBe(true);
  });

  test("what cannot be swapped is refused at once", async () => {
    const { node } = makeCompat();
    const pid = node.spawn(() => {});
    expect(await failureOf(() => node.hotSwap(node.spawnObservedHandler(), () => {}))).toBe(
      "ERR_INVALID_ARG",
    );
    expect(await failureOf(() => node.hotSwap(pid, wrong("code")))).toBe("ERR_INVALID_ARG");
    expect(node.behaviorVersion(pid)).toBe(1);
  });

  test("S13: so are more changes than may be pending, and more that a class's state cannot move with", async () => {
    const { node, rt } = makeCompat();
    const busy = gate();
    const pid = node.spawn(() => busy.opened);
    node.send(pid, bytes("x"));
    await settle();
    const versions: number[] = [];
    for (let at = 0; at < limits.changesMax; at++) versions.push(node.hotSwap(pid, () => {}));
    expect(versions).toEqual(versions.map((_, at) => at + 2));
    expect(await failureOf(() => node.hotSwap(pid, () => {}))).toBe("ERR_LIMIT");
    expect(await failureOf(() => node.rollbackBehavior(pid))).toBe("ERR_LIMIT");
    busy.open();
    await settle();
    expect(node.behaviorVersion(pid)).toBe(limits.changesMax + 1);
    expect(node.rollbackBehavior(pid, 16)).toBe(limits.changesMax - 15);
    class Private {
      #count = 0;
      @Receive() get(): number {
        return this.#count++;
      }
    }
    const ref = rt.spawn(Private);
    expect(await failureOf(() => node.hotSwap(ref.pid, () => {}))).toBe("ERR_PRIVATE_STATE");
    expect(await ref.ask.get()).toBe(0);
  });

  test("a swap that fails later is an event, and no unhandled rejection", async () => {
    const { node, rt } = makeCompat();
    const failed: number[] = [];
    rt.events.on("swap-failed", ({ pid }) => failed.push(pid));
    class Secretive {
      @Snapshot() take(): never {
        throw new Error("planted");
      }
      @Receive() get(): number {
        return 1;
      }
    }
    const ref = rt.spawn(Secretive);
    expect(await ref.ask.get()).toBe(1);
    expect(node.hotSwap(ref.pid, () => {})).toBe(2);
    await settle();
    expect([failed, node.behaviorVersion(ref.pid), await ref.ask.get()]).toEqual([[ref.pid], 1, 1]);
  });

  test("an actor that ends before its swap is in force takes nobody along", async () => {
    const { node, rt } = makeCompat();
    const pid = node.spawn(() => {});
    expect(node.hotSwap(pid, () => {})).toBe(2);
    expect(rt.kill(pid)).toBe(true);
    await settle();
    expect(node.isAlive(pid)).toBe(false);
  });
});

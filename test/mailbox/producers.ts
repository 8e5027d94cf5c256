/** What tests of producers share: an actor that is busy, and a look at who waits for it. */
import { type ActorRef, Runtime } from "../../src";
import { type Gate, gate, Recorder, settle } from "../messaging/fixture";

/** What a cell keeps of its producers. */
export function producersOf(rt: Runtime, ref: { pid: number }) {
  const cell = Runtime.inside(rt).slots.at(ref.pid);
  const credit = cell?.bounds?.credit;
  return { filed: cell?.extras?.producers?.size ?? 0, waiting: credit?.waiting, promised: credit?.promised };
}

export const nobody = { filed: 0, waiting: 0, promised: 0 };

/** An actor that handles one message for each opened gate; `full` messages are queued. */
export async function busy(rt: Runtime, mailbox: object, full: number) {
  const gates: Gate[] = [];
  const fill = (ref: ActorRef<Recorder>): void => {
    const until = gate();
    gates.push(until);
    ref.send.hold(until);
  };
  const ref = rt.spawn(Recorder, { mailbox });
  fill(ref);
  await settle();
  for (let n = 0; n < full; n++) fill(ref);
  const step = async (): Promise<void> => {
    gates.shift()?.open();
    await settle();
  };
  const finish = async (): Promise<void> => {
    while (gates.length > 0) await step();
  };
  return { ref, step, finish };
}

export function* upTo(count: number): Generator<number, void> {
  for (let n = 0; n < count; n++) yield n;
}

/** An actor that goes on when the test says so, and what is told of its pressure. */
import type { Runtime } from "../../src";
import { type Gate, gate, Recorder, settle } from "../messaging/fixture";

/** What listeners heard, in short: "NORMAL>HIGH at 7". */
export function listen(rt: Runtime, heard: string[] = []): string[] {
  rt.events.on("pressure", ({ before, level, queued }) => heard.push(`${before}>${level} at ${queued}`));
  return heard;
}

/** An actor that is handling one message, and goes on to the next with each `step`. */
export async function stepper(rt: Runtime, mailbox: object) {
  const gates: Gate[] = [];
  const fill = (count: number): void => {
    for (let n = 0; n < count; n++) {
      const until = gate();
      gates.push(until);
      ref.send.hold(until);
    }
  };
  const ref = rt.spawn(Recorder, { mailbox });
  fill(1);
  await settle();
  const step = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      gates.shift()?.open();
      await settle();
    }
  };
  return { ref, fill, step };
}

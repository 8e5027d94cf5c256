/** A compiler that is disposed of ends all its threads, also those that come while it does. */
import { Machine } from "../../../src/jit/machine";
import { Arena } from "../../../src/jit/memory/arena";
import { RecordingHost } from "./hosts";
import { sineKernel } from "./kernels";

test("machine: threads that are started while others end are ended by the next dispose", async () => {
  const arena = new Arena();
  const host = new RecordingHost();
  const machine = new Machine(arena, host);
  const kernel = sineKernel(arena);
  machine.team.warm(kernel);
  const gone = machine.dispose();
  machine.team.warm(kernel);
  await gone;
  expect([host.threads.length, host.ended]).toEqual([2, 1]);
  await machine.dispose();
  expect(host.ended).toBe(2);
});

/** A compiler that is disposed of ends all its threads, also those that come while it does. */
import { SystemClock } from "../../../src/clock";
import type { ThreadHost } from "../../../src/jit/backends/threads/thread-host";
import { NodeKernelHost } from "../../../src/jit/host";
import { Jit, offload } from "../../../src/jit/index";
import { Machine } from "../../../src/jit/machine";
import { Arena } from "../../../src/jit/memory/arena";
import { MortalHost, RecordingHost } from "./hosts";
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

test("machine: a call whose thread dies says so, and the next one is right", async () => {
  let isDeadly = true;
  const mortals = new MortalHost("return run(", "process.exit();");
  const immortals = new RecordingHost();
  const threads: ThreadHost = { cores: 2, start: (start) => (isDeadly ? mortals : immortals).start(start) };
  const { pool } = new NodeKernelHost(new SystemClock(), () => undefined);
  await using jit = new Jit({ host: { threads, pool }, tiers: ["threads"] });
  const fn = offload({ jit, deadlineMs: 60_000 })(function wave(x: number) {
    return Math.sin(x);
  });
  const x = jit.alloc.float64(1_000).fill(0.5);
  const fails = () => fn.map(x);
  expect(fails).toThrow(/wave was interrupted: a thread that worked on it ended/);
  expect(fails).toThrow(expect.objectContaining({ code: "ERR_KERNEL_INTERRUPTED", kernel: "wave" }));
  isDeadly = false;
  expect(fn.map(x)).toEqual(new Float64Array(1_000).fill(Math.sin(0.5)));
  expect(fn.explain().tier).toBe("threads");
});

test("machine: one that is disposed of in the middle of a call keeps that call's memory until its end", async () => {
  const jit = new Jit({ tiers: ["wasm"] });
  const held: Float64Array[] = [];
  // Such numbers are left to the function itself, which lets the compiler go and takes memory of it.
  const fn = offload.source("(x) => Math.sin(x)", { jit })((x: number) => {
    void jit.dispose();
    held.push(jit.alloc.float64(4_000).fill(-7));
    return Math.sin(x);
  });
  const x = Float64Array.from({ length: 9_000 }, (_, i) => (i % 4_500 === 7 ? 1e22 + i : i / 7));
  expect(fn.map(x)).toEqual(x.map(Math.sin));
  expect(held.length).toBeGreaterThan(0);
  expect(held.every((array) => array.every((value) => value === -7))).toBe(true);
  expect(fn.explain().tier).toBe("wasm");
});

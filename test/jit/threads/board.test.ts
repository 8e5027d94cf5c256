/** The board's caller waits for its own job, whoever wakes it. */
import { Worker } from "node:worker_threads";
import { Board, words } from "../../../src/jit/backends/threads/board";

/** Wakes the caller as a worker does that was late with the job before; then ends the job. */
const lateText = `
const { workerData: { buffer, finished, job } } = require("node:worker_threads");
const words = new Int32Array(buffer);
while (Atomics.notify(words, finished) === 0);
while (Atomics.notify(words, finished) === 0);
Atomics.store(words, finished, job);
Atomics.notify(words, finished);
`;

test("board: a wake that belongs to an earlier job does not end the wait", async () => {
  const board = new Board(1);
  const args: number[] = [];
  board.publish(1, { start: 0, end: 1, step: 1, control: 0, stride: 0, args }, 1, 1);
  const workerData = { buffer: board.buffer, finished: words.finished, job: 1 };
  const worker = new Worker(lateText, { eval: true, workerData });
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  expect(board.finish(() => false)).toBe("done");
  expect(Atomics.load(board.view, words.finished)).toBe(1);
  Atomics.notify(board.view, words.finished);
  await worker.terminate();
  await ended;
});

/** Leaves workers asleep: `node parked.ts`. Once `ready` is printed they have nothing to do. */

import { Team } from "../../../../src/jit/backends/threads/team";
import { NodeThreadHost } from "../../../../src/jit/backends/threads/thread-host";
import { Arena } from "../../../../src/jit/memory/arena";
import { sineKernel } from "../kernels";

const arena = new Arena();
const array = arena.array("f64", 100).fill(1);
const team = new Team({ memory: arena.memory, host: new NodeThreadHost(), threads: 3 });
const control = arena.scratch(640).address;
const args = [arena.address(array), arena.address(array)];
const job = { start: 0, end: 100, step: 10, control, stride: 64, args };
const outcome = team.runBounded(sineKernel(arena), job, 60_000);
const board = (team as unknown as { crew: { board: { view: Int32Array } } }).crew.board.view;
const parked = 64;
while (Atomics.load(board, parked) < 1);
console.log(outcome.tag);

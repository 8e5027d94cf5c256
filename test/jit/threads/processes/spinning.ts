/** Ends while workers run a kernel that never ends, and while others have just begun to start. */

import { Team } from "../../../../src/jit/backends/threads/team";
import { NodeThreadHost } from "../../../../src/jit/backends/threads/thread-host";
import { Arena } from "../../../../src/jit/memory/arena";
import { endlessKernel, sineKernel } from "../kernels";

const arena = new Arena();
const array = arena.array("f64", 100).fill(1);
const team = () => new Team({ memory: arena.memory, host: new NodeThreadHost(), threads: 2 });
const control = arena.scratch(640).address;
const args = [arena.address(array), arena.address(array)];
const job = { start: 0, end: 100, step: 100, control, stride: 64, args };
const outcome = team().runBounded(endlessKernel(arena), job, 10);
const starting = team();
starting.run(sineKernel(arena), { ...job, step: 10 });
console.log(outcome.tag);

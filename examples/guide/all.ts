/** The examples, in the order in which they are worth reading. */
import { batch } from "./batch";
import type { Example } from "./example";
import { greeter } from "./greeter";
import { hotSwap } from "./hot-swap";
import { lifeCycle } from "./life-cycle";
import { mailboxSize } from "./mailbox-size";
import { names } from "./names";
import { observers } from "./observers";
import { overflow } from "./overflow";
import { pathSupervisors } from "./path-supervisors";
import { paths } from "./paths";
import { pushAndPull } from "./push-and-pull";
import { spawnAndSend } from "./spawn-and-send";
import { timers } from "./timers";

export const examples: readonly Example[] = [
  spawnAndSend,
  pushAndPull,
  batch,
  timers,
  mailboxSize,
  overflow,
  names,
  paths,
  pathSupervisors,
  observers,
  hotSwap,
  lifeCycle,
  greeter,
];

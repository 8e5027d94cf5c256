/** Floor: a growing ring of message objects for each actor, one ready ring, drained by a synchronous loop. */
import { floor } from "./floor-kernel.mjs";
import { floorPulls } from "./floor-pulls.mjs";
import { floorRestarts } from "./floor-restarts.mjs";
import { floorSwaps } from "./floor-swaps.mjs";

const BUDGET = 100;

class Ring {
  slots = new Array(8).fill(undefined);
  head = 0;
  tail = 0;
  push(value) {
    const mask = this.slots.length - 1;
    this.slots[this.tail] = value;
    this.tail = (this.tail + 1) & mask;
    if (this.tail === this.head) this.grow();
  }
  shift() {
    if (this.head === this.tail) return undefined;
    const value = this.slots[this.head];
    this.slots[this.head] = undefined;
    this.head = (this.head + 1) & (this.slots.length - 1);
    return value;
  }
  grow() {
    const old = this.slots;
    const slots = new Array(old.length * 2).fill(undefined);
    for (let i = 0; i < old.length; i++) slots[i] = old[(this.head + i) & (old.length - 1)];
    this.slots = slots;
    this.head = 0;
    this.tail = old.length;
  }
}

class Actor {
  constructor(behavior) {
    this.behavior = behavior;
    this.mailbox = new Ring();
    this.ready = false;
  }
}

const ready = new Ring();

function send(actor, selector, argument) {
  actor.mailbox.push({ selector, argument });
  if (!actor.ready) {
    actor.ready = true;
    ready.push(actor);
  }
}

function run() {
  for (let actor = ready.shift(); actor !== undefined; actor = ready.shift()) {
    for (let left = BUDGET; left > 0; left--) {
      const message = actor.mailbox.shift();
      if (message === undefined) break;
      actor.behavior[message.selector](message.argument);
    }
    if (actor.mailbox.head === actor.mailbox.tail) actor.ready = false;
    else ready.push(actor);
  }
}

const become = (actor, behavior) => {
  actor.behavior = behavior;
};
const kernel = {
  spawn: (behavior) => new Actor(behavior),
  send,
  run,
  behaviorOf: (actor) => actor.behavior,
  become,
};

export const create = (tools) => ({
  ...floor(kernel, tools),
  ...floorSwaps(kernel, tools),
  ...floorPulls(Ring, tools),
  ...floorRestarts(kernel),
});

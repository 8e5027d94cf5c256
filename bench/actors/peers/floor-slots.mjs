/** Floor without message objects: selector and argument lie side by side in the ring; chunks of 512 pairs once it fills. */
import { floor } from "./floor-kernel.mjs";
import { floorSwaps } from "./floor-swaps.mjs";

const BUDGET = 100;
const SMALL = 8;
const CHUNK = 1024;

class Chunk {
  slots = new Array(CHUNK).fill(undefined);
  next = undefined;
}
let spare;

class Actor {
  constructor(behavior) {
    this.behavior = behavior;
    this.slots = new Array(SMALL).fill(undefined);
    this.head = 0;
    this.tail = 0;
    this.count = 0;
    this.first = undefined;
    this.last = undefined;
    this.read = 0;
    this.write = 0;
    this.ready = false;
  }
}

const queue = { slots: new Array(8).fill(undefined), head: 0, tail: 0 };

function schedule(actor) {
  actor.ready = true;
  queue.slots[queue.tail] = actor;
  queue.tail = (queue.tail + 1) & (queue.slots.length - 1);
  if (queue.tail === queue.head) growQueue();
}

function growQueue() {
  const old = queue.slots;
  const slots = new Array(old.length * 2).fill(undefined);
  for (let i = 0; i < old.length; i++) slots[i] = old[(queue.head + i) & (old.length - 1)];
  queue.slots = slots;
  queue.head = 0;
  queue.tail = old.length;
}

/** A full small ring, or chunks already in use: append to the chunks, which are read after the ring. */
function append(actor, selector, argument) {
  if (actor.last === undefined || actor.write === CHUNK) {
    const chunk = spare ?? new Chunk();
    spare = chunk.next;
    chunk.next = undefined;
    if (actor.last === undefined) actor.first = chunk;
    else actor.last.next = chunk;
    if (actor.first === chunk) actor.read = 0;
    actor.last = chunk;
    actor.write = 0;
  }
  actor.last.slots[actor.write] = selector;
  actor.last.slots[actor.write + 1] = argument;
  actor.write += 2;
}

function send(actor, selector, argument) {
  if (actor.first === undefined && actor.count < SMALL) {
    const tail = actor.tail;
    actor.slots[tail] = selector;
    actor.slots[tail + 1] = argument;
    actor.tail = (tail + 2) & (SMALL - 1);
    actor.count += 2;
  } else append(actor, selector, argument);
  if (!actor.ready) schedule(actor);
}

function runRing(actor, budget) {
  let left = budget;
  while (left > 0 && actor.count > 0) {
    const head = actor.head;
    const selector = actor.slots[head];
    const argument = actor.slots[head + 1];
    actor.slots[head + 1] = undefined;
    actor.head = (head + 2) & (SMALL - 1);
    actor.count -= 2;
    left--;
    actor.behavior[selector](argument);
  }
  return left;
}

function runChunks(actor, budget) {
  let left = budget;
  while (left > 0 && actor.first !== undefined) {
    const chunk = actor.first;
    if (chunk === actor.last && actor.read === actor.write) {
      actor.first = undefined;
      actor.last = undefined;
      chunk.next = spare;
      spare = chunk;
    } else if (actor.read === CHUNK) {
      actor.first = chunk.next;
      actor.read = 0;
      chunk.next = spare;
      spare = chunk;
    } else {
      const selector = chunk.slots[actor.read];
      const argument = chunk.slots[actor.read + 1];
      chunk.slots[actor.read + 1] = undefined;
      actor.read += 2;
      left--;
      actor.behavior[selector](argument);
    }
  }
  return left;
}

function run() {
  while (queue.head !== queue.tail) {
    const actor = queue.slots[queue.head];
    queue.slots[queue.head] = undefined;
    queue.head = (queue.head + 1) & (queue.slots.length - 1);
    const left = runRing(actor, BUDGET);
    if (actor.first !== undefined) runChunks(actor, left);
    if (actor.count > 0 || actor.first !== undefined) schedule(actor);
    else actor.ready = false;
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

export const create = (tools) => ({ ...floor(kernel, tools), ...floorSwaps(kernel, tools) });

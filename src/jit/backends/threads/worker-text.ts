/**
 * What a worker thread runs. It is a text, and not a module, so that it needs no file: it starts from a package, from a
 * bundle, and from sources that only a test runner can compile. Nothing is spliced into it; what it has to know comes
 * as `workerData`. The words of the board are explained in board.ts.
 *
 * The loop never returns to the worker's event loop: messages (kernels) are fetched when a job needs one that is not
 * there yet. Between jobs it spins, since the next one often follows at once, then sleeps. It spins long only where
 * jobs come in quick succession: a system may wake it on the very core that the caller needs to go on.
 */
export const workerText = `"use strict";
const { parentPort, receiveMessageOnPort, workerData } = require("node:worker_threads");
const { layout, buffer, memory, worker, stateWord, numberCount, spins } = workerData;
const { claim, done, finished, callerSleeps, status, parked, started, kernel, chunks, helpers, argumentCount } = layout;
const words = new Int32Array(buffer);
const numbers = new Float64Array(buffer, 4 * layout.numbers, numberCount);
const kernels = new Map();

/** The functions that a kernel imports, by name; each is Math's but two. */
const functions = { rem: (a, b) => a % b, hypot3: Math.hypot };

const cannotRun = () => layout.trapped;

function instantiate(module) {
  const env = { memory };
  for (const { name, kind } of WebAssembly.Module.imports(module)) {
    if (kind === "function") env[name] = functions[name] ?? Math[name];
  }
  try {
    return new WebAssembly.Instance(module, { env }).exports.run;
  } catch {
    return cannotRun;
  }
}

function kernelOf(id) {
  for (let next; !kernels.has(id) && (next = receiveMessageOnPort(parentPort)); ) {
    const { id: known, module } = next.message;
    if (module === undefined) kernels.delete(known);
    else kernels.set(known, instantiate(module));
  }
  return kernels.get(id);
}

/** Runs one chunk: what its control block holds afterwards is the caller's to read. */
function perform(run, chunk) {
  const step = numbers[2];
  const from = numbers[0] + chunk * step;
  const to = Math.min(numbers[1], from + step);
  const first = layout.jobNumbers;
  const args = numbers.subarray(first, first + words[argumentCount]);
  try {
    return run(numbers[3] + chunk * numbers[4], from, to, ...args);
  } catch {
    return layout.trapped;
  }
}

/** Takes one chunk, if there is one for this worker; true when it makes sense to look again at once. */
function work(word) {
  const chunk = word & layout.sealed;
  const count = words[chunks];
  if (chunk >= count || worker >= words[helpers]) return false;
  const run = kernelOf(words[kernel]);
  if (run === undefined) return Atomics.load(words, claim) !== word;
  // Said before the claim, and until the chunk is counted: a caller then knows whether one died with it.
  Atomics.store(words, stateWord, layout.working);
  if (Atomics.compareExchange(words, claim, word, word + 1) === word) end(word, perform(run, chunk), count);
  Atomics.store(words, stateWord, layout.idle);
  return true;
}

function end(word, outcome, count) {
  if (outcome !== 0) Atomics.or(words, status, outcome);
  if (Atomics.add(words, done, 1) + 1 !== count) return;
  Atomics.store(words, finished, word >>> layout.chunkBits);
  if (Atomics.load(words, callerSleeps) === 1) Atomics.notify(words, finished);
}

/** How often to look for the next job before sleeping: more where jobs come in quick succession. */
let patience = spins.min;

function waitWhile(word) {
  for (let spin = 0; spin < patience; spin++) {
    if (Atomics.load(words, claim) === word) continue;
    patience = Math.min(spins.max, 2 * patience);
    return;
  }
  Atomics.add(words, parked, 1);
  if (Atomics.wait(words, claim, word, spins.napMs) === "timed-out") {
    patience = Math.max(spins.min, patience >> 1);
    Atomics.wait(words, claim, word);
  } else patience = Math.min(spins.max, 2 * patience);
  Atomics.sub(words, parked, 1);
}

Atomics.store(words, stateWord, layout.idle);
Atomics.add(words, started, 1);
Atomics.notify(words, started);
for (;;) {
  const word = Atomics.load(words, claim);
  if (!work(word)) waitWhile(word);
}
`;

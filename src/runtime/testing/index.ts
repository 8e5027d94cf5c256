/// <reference types="node" preserve="true" />
/**
 * iris-actors/testing: what tests of actors need. Re-exports only.
 * @module iris-actors/testing
 */
import "reflect-metadata";

export { fake } from "./fake";
export {
  type DeadLetterFacts,
  type IrisMatchers,
  irisMatchers,
  type MatcherResult,
} from "./matchers";
export {
  type ActorProbe,
  type CallOf,
  type NextOptions,
  type Probe,
  type ProbeOptions,
  probe,
  type RepliesOf,
} from "./probe";
export { type LogLevel, type LogLine, RecordingLogger } from "./recording-logger";
export { SequenceRandom } from "./sequence-random";
export { type SettleOptions, settle } from "./settle";
export { SimulatedTurns, type SimulatedTurnsOptions } from "./simulated-turns";
export { type TestRuntime, type TestRuntimeOptions, testRuntime } from "./test-runtime";
export { VirtualClock, type VirtualClockOptions } from "./virtual-clock";

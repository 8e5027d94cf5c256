/// <reference types="node" preserve="true" />
/**
 * iris-actors/compat: the names of the Iris usage guide. Re-exports only.
 * @module iris-actors/compat
 */
import "reflect-metadata";

export type { Bytes } from "./bytes";
export type { PullHandler, PushHandler } from "./code";
export type { LaterCalls } from "./later-calls";
export { JsMailbox, type Matcher } from "./mailbox";
export type { Messaging, OverflowPolicy } from "./messaging";
export { NodeRuntime } from "./node-runtime";
export {
  getJitLogging,
  getQuantumSpeculation,
  type OffloadOptions,
  offload,
  setJitLogging,
  setQuantumSpeculation,
} from "./offload";
export type { Spawning } from "./spawning";
export type { RestartStrategy, Supervising } from "./supervising";
export type { JsSystemMessage, PushedMessage, WrappedMessage } from "./wrapped-message";

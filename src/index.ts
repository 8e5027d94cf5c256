/// <reference types="node" preserve="true" />
/** iris-actors: class-based actors. The public surface, re-exports only. */
// Before tsyringe, which refuses to load without it.
import "reflect-metadata";

/** What services need of tsyringe, from here so that it loads in the right order. */
export {
  container,
  type DependencyContainer,
  delay,
  type InjectionToken,
  inject,
  injectAll,
  injectable,
  Lifecycle,
  singleton,
} from "tsyringe";
export { type Alarm, Clock, SystemClock } from "./clock";
export { Actor } from "./decorators/actor";
export { injected } from "./decorators/injected";
export { OnExit, OnRestart, OnStart, OnStop } from "./decorators/lifecycle";
export { Receive } from "./decorators/receive";
export { Restore, Snapshot } from "./decorators/state";
export { Supervised } from "./decorators/supervised";
export { type ErrorKind, IrisError } from "./errors";
export type { ExitInfo, ExitReason, ExitSignal } from "./exit";
export { limits } from "./limits";
export { consoleLogger, type Logger, silentLogger } from "./logger";
export type {
  ActorOptions,
  BackoffOptions,
  MailboxOptions,
  Overflow,
  ReceiveOptions,
  Restart,
  Strategy,
  SupervisedOptions,
  VirtualOptions,
} from "./options";
export { Random, SeededRandom, SystemRandom } from "./random";
export {
  ActorContext,
  type IntervalOptions,
  type Timer,
  type TimerOptions,
} from "./runtime/actor/actor-context";
export type { Fate } from "./runtime/actor/fates";
export type {
  ActorClass,
  ActorRef,
  Asker,
  AskOptions,
  FunctionActor,
  JoinOptions,
  MessageOf,
  MethodMessage,
  Ref,
  ReplyOf,
  Sender,
  SpawnOptions,
  StopOptions,
  Target,
} from "./runtime/actor/protocol";
export type { EventKind, Events, RuntimeEvent, RuntimeEvents } from "./runtime/events";
export type { Mailboxes } from "./runtime/facets/mailboxes";
export type { NameRegistry } from "./runtime/facets/names";
export type { PathRegistry } from "./runtime/facets/paths";
export type { TimerService } from "./runtime/facets/timers";
export type { PressureLevel } from "./runtime/mailbox/pressure";
export type { Audit } from "./runtime/messages/conservation";
export type { DeadLetter } from "./runtime/messages/dead-letters";
export { message } from "./runtime/messages/method-message";
export type { Messenger, SendResult } from "./runtime/messenger";
export { Runtime } from "./runtime/runtime";
export type { RuntimeOptions, ShutdownOptions } from "./runtime/runtime-options";
export { SystemTurns, Turns } from "./runtime/scheduler/turns";
export type { HandleTrace } from "./runtime/tracing";

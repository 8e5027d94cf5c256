/// <reference types="node" preserve="true" />
/**
 * iris-actors: class-based actors. The public surface, re-exports only.
 * @module iris-actors
 */
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
export { kernel, offload } from "./decorators/offload";
export { Receive } from "./decorators/receive";
export { Restore, Snapshot } from "./decorators/state";
export { Supervised } from "./decorators/supervised";
export {
  type Child,
  type ChildArguments,
  type ChildOptions,
  type Children,
  type ChildSpec,
  child,
  Supervises,
} from "./decorators/supervises";
export type { Disposer } from "./disposer";
export { type ErrorFacts, type ErrorKind, type ErrorOf, IrisError } from "./errors";
export {
  type ExitInfo,
  type ExitMetadata,
  type ExitReason,
  type ExitSignal,
  isSystemMessage,
  type SystemMessage,
} from "./exit";
export { limits } from "./limits";
export { consoleLogger, type Logger, silentLogger } from "./logger";
export type {
  ActorOptions,
  BackoffOptions,
  Decision,
  Failure,
  MailboxOptions,
  Overflow,
  OverflowTarget,
  PressureLevel,
  PressureOptions,
  ReceiveOptions,
  Restart,
  Strategy,
  SupervisedOptions,
  SupervisesOptions,
  VirtualOptions,
} from "./options";
export { Random, SeededRandom, SystemRandom } from "./random";
export {
  ActorContext,
  type IntervalOptions,
  type Timer,
  type TimerOptions,
} from "./runtime/actor/actor-context";
export type {
  Envelope,
  Mailbox,
  Receiver,
  SystemWaitOptions,
  WaitOptions,
} from "./runtime/actor/mailbox";
export type { ObserveOptions, Observer } from "./runtime/actor/observation";
export type {
  ActorClass,
  ActorPool,
  ActorRef,
  Asker,
  AskOptions,
  BaseClass,
  FunctionActor,
  FunctionPool,
  InitOf,
  JoinOptions,
  MessageOf,
  Messages,
  MethodMessage,
  PipeOptions,
  PoolOptions,
  PoolRoute,
  ReadyOptions,
  Ref,
  ReplyOf,
  ResizeOptions,
  Sender,
  SpawnArguments,
  SpawnOptions,
  StopOptions,
  Target,
  VirtualArguments,
  VirtualSpawnOptions,
} from "./runtime/actor/protocol";
export type { EventStream } from "./runtime/event-stream";
export type { EventKind, Events, RuntimeEvent, RuntimeEvents } from "./runtime/events";
export type { BehaviorService, SwapOptions } from "./runtime/facets/behaviors";
export type { Links } from "./runtime/facets/links";
export type { Mailboxes } from "./runtime/facets/mailboxes";
export type { NameRegistry } from "./runtime/facets/names";
export type { ChildFactory, PathSupervisor } from "./runtime/facets/path-supervisor";
export type { PathRegistry } from "./runtime/facets/paths";
export type { Supervision } from "./runtime/facets/supervision";
export type { TimerService } from "./runtime/facets/timers";
export type { Inspect } from "./runtime/inspect/inspect";
export type { Metrics } from "./runtime/inspect/metrics";
export type { ActorInfo, ActorState } from "./runtime/inspect/snapshot";
export type { Audit } from "./runtime/messages/conservation";
export type { DeadLetter, DeadLetterFate } from "./runtime/messages/dead-letters";
export type { Fate } from "./runtime/messages/fate";
export { message } from "./runtime/messages/method-message";
export type { Messenger, SendResult } from "./runtime/messenger";
export { Runtime } from "./runtime/runtime";
export type { GuardianOptions, RuntimeOptions, ShutdownOptions } from "./runtime/runtime-options";
export { SystemTurns, Turns } from "./runtime/scheduler/turns";
export type { HandleTrace } from "./runtime/tracing";
export type { ReplacementOptions } from "./supervision/path-supervisor-options";
export type { SupervisionReport } from "./supervision/report";

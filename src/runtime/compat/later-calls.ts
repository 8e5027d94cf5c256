/** The methods of `NodeRuntime` that a later release brings, with the parameters that they will have. */
import { type Later, laterMethods, notYet } from "./later";

/** Each of these methods throws ERR_NOT_YET, or rejects with it: it names what brings it and what to do until then. */
export interface LaterCalls {
  /** Later: allocates memory that can be sent without a copy. */
  allocateBuffer(size: number): [id: number, view: Buffer];

  /** Later: sends such memory, and gives it away. */
  sendBuffer(pid: number, bufferId: number): boolean;

  /** Later: `sendBuffer`, and the pressure of the mailbox after it. */
  sendUserWithBackpressure(pid: number, bufferId: number): [accepted: boolean, level: string];

  /** Later: how many actors may have a thread, and how many threads the others share. */
  setReleaseGilLimits(maxThreads: number, poolSize: number): void;

  /** Later: whether a spawn beyond these limits throws. */
  setReleaseGilStrict(strict: boolean): void;

  /** Later: takes messages from other nodes; resolves to the "host:port" it listens on. */
  listen(address: string): Promise<string>;

  /** Later: the pid of a stand-in for an actor of another node, by name. */
  resolveRemote(address: string, name: string): Promise<number | undefined>;

  /** Later: the same, by its name in Python. */
  resolveRemotePy(address: string, name: string): Promise<number | undefined>;

  /** Later: whether a node answers. */
  isNodeUp(address: string): Promise<boolean>;

  /** Later: sends to an actor of another node. */
  sendRemote(address: string, pid: number, data: Uint8Array): boolean;

  /** Later: watches an actor of another node. */
  monitorRemote(address: string, pid: number): void;

  /** Later: who wins a race of two handlers: "FirstSafePointWins" or "PreferPrimary". */
  vortexSetAutoGhostPolicy(policy: string): boolean;

  /** Later: the policy in force. */
  vortexGetAutoGhostPolicy(): string | undefined;

  /** Later: how many races each side has won. */
  vortexGetAutoResolutionCounts(): [primaryWins: number, ghostWins: number];

  /** Later: how many staged effects were carried out. */
  vortexGetAutoReplayCount(): number;

  /** Later: sets these counters to zero. */
  vortexResetAutoTelemetry(): void;
}

/** Every method is in the list of `later.ts`; those whose result is a promise, as ones that reject. */
type Listed = {
  readonly [Name in keyof LaterCalls]: Later &
    (ReturnType<LaterCalls[Name]> extends Promise<unknown>
      ? { readonly rejects: true }
      : { readonly rejects?: never });
};

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods come from the list, just below
export abstract class LaterCalls {}

const listed: Listed = laterMethods;
for (const name of Object.keys(listed) as (keyof Listed)[]) {
  const refuse = (): never => notYet(name);
  const reject = async (): Promise<never> => notYet(name);
  const value = Object.defineProperty(listed[name].rejects ? reject : refuse, "name", { value: name });
  Object.defineProperty(LaterCalls.prototype, name, { value, writable: true, configurable: true });
}

/**
 * The tracing hook: `node:diagnostics_channel` under the names that `tracingChannel("iris-actors.handle")` uses, so
 * that `diagnostics_channel.tracingChannel("iris-actors.handle").subscribe({ start, end, asyncEnd, error })` works.
 *
 * Nobody listening costs one check a turn, not a message.
 */
import { type Channel, channel } from "node:diagnostics_channel";

/** What listeners receive: one object for each message, shared by its events. */
export interface HandleTrace {
  readonly runtime: string;
  readonly pid: number;
  /** Class or function name. */
  readonly actor: string;
  readonly message: string;
  /** Set in `error`. */
  error?: unknown;
}

export class Tracing {
  private readonly channels: Readonly<Record<"start" | "end" | "asyncEnd" | "error", Channel>> = {
    start: channel("tracing:iris-actors.handle:start"),
    end: channel("tracing:iris-actors.handle:end"),
    asyncEnd: channel("tracing:iris-actors.handle:asyncEnd"),
    error: channel("tracing:iris-actors.handle:error"),
  };

  get active(): boolean {
    const { start, end, asyncEnd, error } = this.channels;
    return start.hasSubscribers || end.hasSubscribers || asyncEnd.hasSubscribers || error.hasSubscribers;
  }

  publish(event: "start" | "end" | "asyncEnd" | "error", trace: HandleTrace): void {
    this.channels[event].publish(trace);
  }
}

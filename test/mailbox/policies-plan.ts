/** Random plans for `policies.model.test.ts`: which actors, which policies, which steps; and the messages they send. */
import * as fc from "fast-check";
import { Receive } from "../../src";

export const policies = ["dropNew", "dropOld", "block", "redirect", "spill"] as const;
export type Policy = (typeof policies)[number];
export const actors = 5;
export const senders = 3;

/** One message. `to` is whom it was sent to, wherever it ends up. */
export class Mail {
  /** How often a handler got it, and how often it became a dead letter after it had been accepted; killed, both. */
  started = 0;
  lost = 0;
  /** What its sender was told; undefined while it is not known. */
  accepted: boolean | undefined = undefined;

  constructor(
    readonly sender: number,
    readonly to: number,
    readonly number: number,
    readonly spilled: () => boolean,
  ) {}
}

/** What handlers tell of: the world. */
interface Office {
  arrived(mail: Mail, at: number): void;
  check(where: string): void;
  mail(to: number): Mail;
  send(mail: Mail): void;
}

export class Post {
  constructor(
    private readonly world: Office,
    private readonly at: number,
  ) {}

  @Receive() take(mail: Mail): number {
    this.world.arrived(mail, this.at);
    return mail.number;
  }

  /** Keeps the actor busy. */
  @Receive() async hold(mail: Mail, until: Promise<void>): Promise<number> {
    this.world.arrived(mail, this.at);
    await until;
    this.world.check("after await");
    return mail.number;
  }

  /** Sends on in the middle of its work, to itself or another. */
  @Receive() forward(mail: Mail, to: number): void {
    this.world.arrived(mail, this.at);
    this.world.send(this.world.mail(to));
  }
}

const step = fc.record({
  op: fc.constantFrom(
    ...([
      "send",
      "send",
      "send",
      "burst",
      "hold",
      "hold",
      "forward",
      "ask",
      "ask",
      "abort",
      "sendAsync",
    ] as const),
    ...([
      "sendAsync",
      "ready",
      "pipe",
      "open",
      "open",
      "turn",
      "turn",
      "turn",
      "tick",
      "tick",
      "advance",
    ] as const),
    ...(["overflow", "overflow", "kill", "listen"] as const),
  ),
  at: fc.nat(actors - 1),
  to: fc.nat(actors - 1),
  n: fc.nat(30),
});
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

export const plans = fc.record({
  seed: fc.integer({ min: 1, max: 1e9 }),
  capacities: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: actors, maxLength: actors }),
  /** Where each one points at first: any graph, with chains and circles. */
  targets: fc.array(fc.nat(actors - 1), { minLength: actors, maxLength: actors }),
  policies: fc.array(fc.constantFrom(...policies), { minLength: actors, maxLength: actors }),
  /** Without copies the fate of each message is known exactly. */
  copies: fc.boolean(),
  steps: fc.array(step, { size: "max", minLength: 30, maxLength: 250 }),
});
export type Plan = typeof plans extends fc.Arbitrary<infer S> ? S : never;

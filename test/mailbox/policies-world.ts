/** Actors with full mailboxes that point at each other: what `policies.model.test.ts` runs, and what must hold. */
import {
  type ActorRef,
  type Fate,
  type MethodMessage,
  message,
  type PressureLevel,
  Runtime,
  type RuntimeEvents,
  SeededRandom,
} from "../../src";
import { levelNames } from "../../src/runtime/mailbox/pressure";
import { SimulatedTurns } from "../../src/runtime/testing/simulated-turns";
import { VirtualClock } from "../../src/runtime/testing/virtual-clock";
import { type Gate, gate, setUp } from "../messaging/fixture";
import { actors, Mail, type Plan, type Policy, Post, policies, type Step, senders } from "./policies-plan";

export class World {
  readonly problems: string[] = [];
  readonly turns: SimulatedTurns;
  readonly clock: VirtualClock;
  readonly rt: Runtime;
  readonly refs: ActorRef<Post>[] = [];
  readonly mails: Mail[] = [];
  private readonly gates: Gate[] = [];
  private readonly aborts: AbortController[] = [];
  private readonly last = new Map<string, number>();
  private readonly told = new Map<number, PressureLevel>();
  /** What the next pressure listener does. */
  private act: (() => void) | undefined = undefined;
  private numberLast = 0;
  private pipes = 0;
  private copied = false;
  pending = 0;

  constructor(private readonly plan: Plan) {
    this.turns = new SimulatedTurns({ random: new SeededRandom(plan.seed) });
    this.clock = new VirtualClock({ settle: () => this.turns.settle() });
    const { rt } = setUp({ clock: this.clock, turns: this.turns });
    this.rt = rt;
    rt.container.register(World, { useValue: this });
    plan.capacities.forEach((capacity, at) => {
      const mailbox = capacity === 6 ? { softLimit: 3 } : { capacity };
      this.refs.push(rt.spawn(this.postAt(at), { mailbox, budget: 1 + ((plan.seed + at) % 3) }));
    });
    for (let at = 0; at < actors; at++)
      this.overflow(at, plan.targets[at] as number, plan.policies[at] as Policy);
    rt.events.on("dead-letter", ({ fate, payload }) => {
      this.check(`dead letter, ${fate}`);
      const mail = (payload as unknown[])[0] as Mail;
      if (fate !== "dead") mail.lost++;
    });
    rt.events.on("exited", () => this.check("exited"));
    rt.events.on("redirect-cycle", () => this.check("redirect-cycle"));
    rt.events.on("pressure", (event) => this.pressure(event));
  }

  private postAt(at: number): new () => Post {
    const inside = this;
    return class extends Post {
      constructor() {
        super(inside, at);
      }
    };
  }

  private cell(at: number) {
    return Runtime.inside(this.rt).slots.at((this.refs[at] as ActorRef<Post>).pid);
  }

  check(where: string): void {
    const audit = this.rt.audit();
    if (!audit.balanced) this.problems.push(`${where}: ${JSON.stringify(audit)}`);
    for (let at = 0; at < this.refs.length; at++) {
      const cell = this.cell(at);
      const capacity = cell?.capacity ?? Number.POSITIVE_INFINITY;
      if (cell !== undefined && cell.queued > capacity)
        this.problems.push(`${where}: ${cell.queued} queued in a mailbox for ${capacity}`);
    }
  }

  /** Between steps, when no message is in anybody's hands, the level fits what is queued. */
  checkLevels(where: string): void {
    for (let at = 0; at < this.refs.length; at++) {
      const cell = this.cell(at);
      if (cell?.bounds === undefined || cell.extras?.ending !== undefined) continue;
      const { gauge } = cell.bounds;
      const size = cell.capacity ?? 3;
      const least = (share: number): number => Math.max(1, Math.ceil(share * size - 1e-6));
      const level = levelNames[gauge.level];
      const fits =
        level === "NORMAL"
          ? cell.queued < least(0.7)
          : level === "HIGH"
            ? cell.queued >= least(0.6) && cell.queued < least(0.9)
            : cell.queued >= least(0.8);
      if (!fits) this.problems.push(`${where}: ${level} with ${cell.queued} of ${size}`);
    }
  }

  private pressure({ pid, before, level }: RuntimeEvents["pressure"]): void {
    this.check("pressure");
    if (before !== (this.told.get(pid) ?? "NORMAL") || before === level)
      this.problems.push(`told ${before} to ${level} after ${this.told.get(pid)}`);
    this.told.set(pid, level);
    const { act } = this;
    this.act = undefined;
    act?.();
  }

  /** S2: what one sender sent to one actor arrives in order, wherever it arrives. */
  arrived(mail: Mail, at: number): void {
    this.check("handler");
    mail.started++;
    const key = `${mail.sender} to ${mail.to} at ${at}`;
    const last = this.last.get(key) ?? -1;
    if (mail.number < last) this.problems.push(`S2: ${key}: ${mail.number} after ${last}`);
    this.last.set(key, mail.number);
  }

  /** The next message. Senders take turns; only pipes have names of their own. */
  mail(to: number, sender: number = this.numberLast % senders): Mail {
    const mail = new Mail(sender, to, this.numberLast++, () => this.copied);
    this.mails.push(mail);
    return mail;
  }

  send(mail: Mail): void {
    const { accepted, fate } = this.rt.sendDetailed(
      this.refs[mail.to] as ActorRef<Post>,
      message(Post).take(mail),
    );
    mail.accepted = accepted;
    this.noteFate(fate);
  }

  private noteFate(fate: Fate): void {
    if (fate === "spilled") this.copied = true;
  }

  private signal(): AbortSignal {
    const abort = new AbortController();
    this.aborts.push(abort);
    return abort.signal;
  }

  private track(promise: Promise<unknown>, settled?: (value: unknown) => void): void {
    this.pending++;
    const settle = (value: unknown): void => {
      this.pending--;
      settled?.(value);
      this.check("settled");
    };
    promise.then(settle, () => settle(undefined));
  }

  private overflow(at: number, to: number, policy: Policy): void {
    const [ref, target] = [this.refs[at], this.refs[to]];
    if (ref === undefined || target === undefined || this.cell(at)?.capacity === undefined) return;
    if (policy === "spill" && !this.plan.copies) return;
    const needsTarget = policy === "redirect" || policy === "spill";
    if (needsTarget && (ref === target || !this.rt.isAlive(target))) return;
    this.rt.mailboxes.setOverflow(ref, policy, needsTarget ? target : undefined);
  }

  async take({ op, at, to, n }: Step): Promise<void> {
    if (op === "turn") return void this.turns.step();
    if (op === "tick") return await Promise.resolve();
    if (op === "advance") return await this.clock.advance(n);
    if (op === "open") return this.gates.splice(n % (this.gates.length + 1), 1)[0]?.open();
    if (op === "abort")
      return this.aborts.splice(n % (this.aborts.length + 1), 1)[0]?.abort(new Error("abort"));
    this.start(op, at, to, n);
  }

  private start(op: Step["op"], at: number, to: number, n: number): void {
    const { rt } = this;
    const ref = this.refs[at] as ActorRef<Post>;
    if (op === "send") this.send(this.mail(at));
    else if (op === "burst") for (let left = n % 9; left > 0; left--) this.send(this.mail(at));
    else if (op === "overflow") this.overflow(at, to, policies[n % policies.length] as Policy);
    else if (op === "kill" && n < 4) rt.kill(ref);
    else if (op === "listen") this.act = () => (n < 3 ? rt.kill(ref) : this.send(this.mail(to)));
    else if (op === "hold") {
      const until = gate();
      this.gates.push(until);
      const mail = this.mail(at);
      const { accepted, fate } = rt.sendDetailed(ref, message(Post).hold(mail, until));
      mail.accepted = accepted;
      this.noteFate(fate);
    } else if (op === "forward") {
      const mail = this.mail(at);
      mail.accepted = ref.send.forward(mail, to);
      this.copied ||= this.plan.copies;
    } else this.startWaiting(op, at, n);
  }

  private startWaiting(op: Step["op"], at: number, n: number): void {
    const { rt } = this;
    const ref = this.refs[at] as ActorRef<Post>;
    const signal = n % 2 === 0 ? this.signal() : undefined;
    const timeoutMs = n % 3 === 0 ? 1 + n : undefined;
    this.copied ||= this.plan.copies;
    if (op === "ask") this.track(ref.asking({ signal, timeoutMs: timeoutMs ?? 1_000 }).take(this.mail(at)));
    else if (op === "sendAsync") {
      const mail = this.mail(at);
      const sent = rt.sendAsync(ref, message(Post).take(mail), { signal, timeoutMs });
      this.track(sent, (accepted) => {
        mail.accepted = accepted === true;
      });
    } else if (op === "ready") {
      this.track(
        ref.ready({ signal, timeoutMs, level: levelNames[n % 3] }).then(() => this.send(this.mail(at))),
      );
    } else if (op === "pipe") {
      const mails = function* (this: World): Generator<MethodMessage<Post>> {
        for (let left = n; left > 0; left--) yield message(Post).take(this.mail(at, sender));
      };
      const sender = senders + this.pipes++; // what a pipe has in hand may be overtaken by what others send
      this.track(ref.pipe(mails.call(this), { signal, level: levelNames[n % 3] }));
    }
  }

  /** Opens what is shut, lets all be handled, and ends what lives. */
  async end(): Promise<void> {
    for (const until of this.gates) until.open();
    await this.clock.advance(2_000);
    for (const abort of this.aborts) abort.abort(new Error("end"));
    await this.turns.settle();
    for (let at = 0; at < this.refs.length; at++) {
      const cell = this.cell(at);
      const credit = cell?.bounds?.credit;
      if (credit !== undefined && (credit.waiting > 0 || credit.promised > 0 || credit.pipes > 0))
        this.problems.push(`left in line: ${credit.waiting} waiting, ${credit.promised} promised`);
      if ((cell?.extras?.producers?.size ?? 0) > 0) this.problems.push("producers left");
    }
    this.checkLevels("end");
    const down = this.rt.shutdown({ timeoutMs: 10 });
    await this.clock.advance(100);
    await down;
  }

  /** Of each message whose sender knows: accepted is one fate, refused is none. */
  checkFates(): void {
    for (const { accepted, started, lost, number, spilled } of this.mails) {
      if (accepted === true && started + lost === 0) this.problems.push(`${number} vanished`);
      if (spilled() || accepted === undefined) continue;
      if (started > 1 || lost > 1)
        this.problems.push(`${number}: ${started} times started, ${lost} times lost`);
      // A send that waited in the lane of an actor that died was accepted before it was lost.
      if (!accepted && started > 0) this.problems.push(`${number} was refused, and handled`);
    }
  }
}

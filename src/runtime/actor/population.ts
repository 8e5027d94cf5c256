/**
 * The actors of one runtime as numbers: how many came, ended and came back, and whether another one may come.
 *
 *   spawn ─▶ admit ── shedding is on, and capacity reached ──▶ ERR_OVERLOADED; the first one is an event
 *   exit  ─▶ recover ── there is room again ──▶ an event, if somebody had been refused
 */
import { errors } from "../../errors";
import type { RuntimeEvents } from "../events";

export interface PopulationPorts {
  /** The runtime's name, for errors. */
  readonly runtime: string;
  /** Actors alive now, passive virtual ones included: what a capacity protects is memory. */
  live(): number;
  changed(change: RuntimeEvents["shedding"]): void;
}

export class Population {
  spawned = 0;
  exited = 0;
  restarted = 0;
  private allowed: number | undefined = undefined;
  private isOn = false;
  /** At this many live actors another one is refused; infinite while shedding is off. */
  private fullAt = Number.POSITIVE_INFINITY;
  /** Somebody was refused, and there was no room since. */
  private refusing = false;

  constructor(private readonly ports: PopulationPorts) {}

  /** The most live actors while shedding is on. */
  get capacity(): number | undefined {
    return this.allowed;
  }

  set capacity(count: number | undefined) {
    this.allowed = count;
    this.apply();
  }

  /** Whether the capacity is enforced. */
  get shedding(): boolean {
    return this.isOn;
  }

  set shedding(on: boolean) {
    this.isOn = on;
    this.apply();
  }

  /** Whether the next spawn would be refused. */
  get isFull(): boolean {
    return this.fullAt !== Number.POSITIVE_INFINITY && this.ports.live() >= this.fullAt;
  }

  /** Asked before an actor comes into being. @throws ERR_OVERLOADED */
  admit(): void {
    if (this.isFull) this.refuse();
  }

  /** Told after an exit was published, and when the rules change. */
  recover(): void {
    if (!this.refusing || this.isFull) return;
    this.refusing = false;
    this.ports.changed({ active: false, live: this.ports.live(), capacity: this.allowed });
  }

  private apply(): void {
    this.fullAt = this.isOn && this.allowed !== undefined ? this.allowed : Number.POSITIVE_INFINITY;
    this.recover();
  }

  private refuse(): never {
    const live = this.ports.live();
    const capacity = this.fullAt;
    const error = errors.overloaded({ runtime: this.ports.runtime, live, capacity });
    if (!this.refusing) {
      this.refusing = true;
      this.ports.changed({ active: true, live, capacity });
    }
    throw error;
  }
}

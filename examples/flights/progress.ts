/** Tells the user how far the reader is. An actor, so that a slow terminal slows down nobody but itself. */
import { Actor, type ActorRef, inject, Receive, Runtime } from "iris-actors";
import { FlightSource } from "./flight-source";
import { count, percent } from "./numbers";
import { Screen } from "./screen";

@Actor()
export class Progress {
  constructor(
    private readonly rt: Runtime,
    @inject(FlightSource) private readonly source: FlightSource,
    @inject(Screen) private readonly screen: Screen,
  ) {}

  @Receive() reached(read: number, airports: number): void {
    const share = this.source.size === 0 ? 1 : read / this.source.size;
    const { handled } = this.rt.audit();
    const done = `${percent(share).padStart(5)}  ${count(read)} of ${count(this.source.size)} records`;
    this.screen.progress(share, `${done}, ${airports} airports, ${count(handled)} messages`);
  }
}

export type ProgressRef = ActorRef<Progress>;
export const ProgressRef = Symbol("ProgressRef");

/** The versions of the code for `swap.model.test.ts`: each reports what it handles to the witness. */
import { Actor, type Mailbox, OnStop, Receive, Restore, Snapshot, Supervised } from "../../src";
import { type Note, stage } from "./racing";

const supervised = { state: "keep", maxRestarts: Number.POSITIVE_INFINITY, shutdownMs: 50 } as const;

@Actor()
@Supervised(supervised)
export class Plain {
  count = 0;
  @Receive("note") take(note: Note): unknown {
    return stage.witness.act(this.constructor.name, note, this);
  }
}
@Actor()
export class SlowToStop extends Plain {
  @OnStop() stop(): Promise<void> {
    return new Promise((resolve) => stage.witness.clock.schedule(3, resolve));
  }
}
@Actor({ reentrant: true })
export class Reentrant extends Plain {}

@Actor()
@Supervised(supervised)
export class Hidden {
  #count = 0;
  get count(): number {
    return this.#count;
  }
  set count(n: number) {
    this.#count = n;
  }
  @Snapshot() save(): { count: number } {
    return { count: this.#count };
  }
  @Restore() load({ count }: { count: number }): void {
    this.#count = count;
  }
  @Receive("note") take(note: Note): unknown {
    return stage.witness.act("Hidden", note, this);
  }
}

@Actor({ mode: "pull" })
@Supervised(supervised)
export class PullPlain {
  count = 0;
  async run(mailbox: Mailbox<Note>): Promise<void> {
    for await (const note of mailbox) await stage.witness.act(this.constructor.name, note, this);
  }
}
@Actor({ mode: "pull" })
export class PullLoop extends PullPlain {
  override async run(mailbox: Mailbox<Note>): Promise<void> {
    for (;;) {
      const note = mailbox.tryReceive() ?? (await mailbox.receive());
      if (note === undefined) return;
      await stage.witness.act("PullLoop", note, this);
    }
  }
}
@Actor({ mode: "pull" })
@Supervised(supervised)
export class PullHidden {
  count = 0;
  @Snapshot() save(): { count: number } {
    return { count: this.count };
  }
  @Restore() load({ count }: { count: number }): void {
    this.count = count;
  }
  async run(mailbox: Mailbox<Note>): Promise<void> {
    for await (const note of mailbox) await stage.witness.act("PullHidden", note, this);
  }
}

export const push: Readonly<Record<string, unknown>> = {
  Plain,
  SlowToStop,
  Reentrant,
  Hidden,
  fnPush: (note: Note) => stage.witness.act("fnPush", note, undefined),
};
export const pull: Readonly<Record<string, unknown>> = {
  PullPlain,
  PullLoop,
  PullHidden,
  fnPull: async (mailbox: Mailbox<Note>) => {
    for await (const note of mailbox) await stage.witness.act("fnPull", note, undefined);
  },
};

/** Sessions and their connections end together; a front desk is told of every end. See README.md. */
import {
  Actor,
  ActorContext,
  type ActorRef,
  type ExitSignal,
  OnExit,
  OnStart,
  OnStop,
  Receive,
  Runtime,
  silentLogger,
} from "iris-actors";

/** One socket. What it cannot read is a crash: whoever stands behind it ends, too. */
@Actor()
class Connection {
  constructor(private readonly ctx: ActorContext<Connection>) {}

  @Receive() frame(text: string): void {
    if (text.startsWith("\u0000")) throw new Error("a frame without a header");
    console.log(`  ${this.ctx.init} says: ${text}`);
  }

  @OnStop() close(): void {
    console.log(`  the socket of ${this.ctx.init} is closed`);
  }
}

/** What a user does in one visit. Tied to the connection, whichever of the two ends first. */
@Actor()
class Session {
  constructor(private readonly ctx: ActorContext<Session>) {}

  @OnStart() onStart({ connection }: { user: string; connection: ActorRef<Connection> }): void {
    this.ctx.link(connection);
  }
}

/** Neither linked to a session nor its parent: a session's end cannot harm it. */
@Actor()
class FrontDesk {
  private readonly visitors = new Map<number, string>();

  constructor(private readonly ctx: ActorContext<FrontDesk>) {}

  @Receive() watch(session: ActorRef<Session>, user: string): void {
    this.visitors.set(session.pid, user);
    this.ctx.monitor(session); // one DOWN, at once if it is gone already
  }

  @OnExit() gone({ type, from, target, reason, error, metadata }: ExitSignal): void {
    const user = this.visitors.get(target);
    this.visitors.delete(target);
    const whose = from === target ? "by itself" : "by another actor";
    const cause = error === undefined ? "" : `, since ${(error as Error & { cause: Error }).cause.message}`;
    const facts = metadata === undefined ? "" : `, ${JSON.stringify(metadata)}`;
    console.log(`  desk: ${type} of ${user}: ${reason}, ${whose}${cause}${facts}`);
  }

  @Receive() present(): string[] {
    return [...this.visitors.values()];
  }
}

/** Traps exits: what would end it is shown to it instead. */
@Actor({ trapExit: true })
class Recorder {
  constructor(private readonly ctx: ActorContext<Recorder>) {}

  @OnStart() onStart(connection: ActorRef<Connection>): void {
    this.ctx.link(connection);
  }

  @OnExit() lost({ type, reason }: ExitSignal): void {
    console.log(`  recorder: ${type} of the connection: ${reason}; the tape is kept`);
  }

  @Receive() tape(): string {
    return "still here";
  }
}

async function main(): Promise<void> {
  await using rt = new Runtime({ name: "chat", logger: silentLogger });
  const desk = rt.spawn(FrontDesk);
  const visit = async (user: string) => {
    const connection = rt.spawn(Connection, { init: user });
    const session = rt.spawn(Session, { init: { user, connection } });
    await desk.ask.watch(session, user);
    return { connection, session };
  };
  const [ada, bob, cy] = [await visit("ada"), await visit("bob"), await visit("cy")];
  const recorder = rt.spawn(Recorder, { init: ada.connection });

  console.log("Ada's connection breaks:");
  ada.connection.send.frame("hello");
  ada.connection.send.frame("\u0000?");
  await rt.join(ada.session);
  console.log(`  present: ${await desk.ask.present()}; the recorder is ${await recorder.ask.tape()}`);

  console.log("Bob logs off:");
  await bob.session.stop({ reason: "logged off", metadata: { minutes: 42 } });
  await rt.join(bob.connection);
  console.log(`  present: ${await desk.ask.present()}`);

  console.log("Cy's session ends normally, which takes nobody along:");
  await cy.session.stop();
  console.log(`  present: ${await desk.ask.present()}; the connection lives: ${rt.isAlive(cy.connection)}`);
}

void main();

/**
 * A batch: many messages in one call. As classes they may be anything; by pids they are bytes of any kind.
 *
 * Both print:
 *   accepted 3
 *   a
 *   b
 *   c
 */
import { Actor, OnStart, Receive, Runtime } from "iris-actors";
import { NodeRuntime } from "iris-actors/compat";
import type { Example, Print } from "./example";

/** The letters a, b and c: as a Buffer, a Uint8Array, and a view of some memory. */
const payloads = [Buffer.from("a"), new Uint8Array([98]), new DataView(new Uint8Array([99]).buffer)];

@Actor()
class Reader {
  private print: Print = () => {};

  @OnStart() onStart(print: Print): void {
    this.print = print;
  }

  @Receive.any() read({ buffer, byteOffset, byteLength }: ArrayBufferView): void {
    this.print(Buffer.from(buffer, byteOffset, byteLength).toString());
  }
}

async function classes(print: Print): Promise<void> {
  await using rt = new Runtime();
  const reader = rt.spawn(Reader, { init: print });
  print(`accepted ${rt.sendMany(reader, payloads)}`);
  await rt.shutdown({ drain: true });
}

async function compat(print: Print): Promise<void> {
  await using rt = new NodeRuntime();
  const reader = rt.spawn((message) => print(message.toString()));
  print(`accepted ${rt.sendMany(reader, payloads)}`);
  await rt.shutdown({ drain: true });
}

export const batch: Example = { name: "batch", classes, compat };

/** A NodeRuntime over a world under virtual time, and actors of compat that record. */
import { NodeRuntime, type WrappedMessage } from "../../src/runtime/compat/index";
import { makeWorld, settle, type World } from "../lifecycle/fixture";

export interface CompatWorld extends World {
  readonly node: NodeRuntime;
}

export function makeCompat(): CompatWorld {
  const world = makeWorld();
  return { ...world, node: new NodeRuntime(world.rt) };
}

/** A push handler, and the texts that it got. */
export function recorder(): { readonly texts: string[]; readonly handler: (message: Buffer) => void } {
  const texts: string[] = [];
  return { texts, handler: (message) => void texts.push(message.toString()) };
}

/** A wrapped message, for comparing: its text, or its kind, target and reason. */
export function brief(message: WrappedMessage | null): string | null {
  if (message === null) return null;
  const { data, system } = message;
  if (system === undefined) return String(data);
  return `${system.typeName} ${system.targetPid}<${system.fromPid} ${system.reason}`;
}

export const bytes = (text: string): Buffer => Buffer.from(text);

/** A payload as JavaScript could pass it. */
export const wrong = (value: unknown): never => value as never;

export { settle };

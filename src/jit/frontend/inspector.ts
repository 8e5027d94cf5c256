/**
 * What the engine's debugger knows of a function object: the variables around it, and where it stands in which script.
 * The debugger is that of this process (or worker), connected for a moment; nothing is paused, nothing is left behind.
 *
 * Its values live in the main realm, which need not be ours (a test runner may have its own): objects are handed over
 * through a property of a built-in module, which all realms share.
 */
import type * as inspector from "node:inspector";
import { Lazy } from "../../lazy";
import type { Callable } from "./captured";

/** Loaded when it is first needed: it costs a millisecond. */
const debugging = new Lazy(() => require("node:inspector") as typeof inspector);

/** Where the hand-over takes place. */
const peek = Symbol.for("iris-actors/peek");
const place = 'process.getBuiltinModule("node:inspector")[Symbol.for("iris-actors/peek")]';

interface Box {
  readonly fn: Callable;
  scopes?: readonly Variables[];
}

/** The variables of one scope, by name, as they were when they were asked for. */
export type Variables = Readonly<Record<string, unknown>>;

export interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Around a function: innermost scope first. The last one is the global object. */
export interface Surroundings {
  readonly scopes: readonly Variables[];
  readonly location: Location | undefined;
}

/** A script's text, and where in its file it begins. */
export interface Script {
  readonly text: string;
  readonly url: string;
  readonly startLine: number;
  readonly startColumn: number;
}

interface Remote {
  readonly objectId: string;
}

interface Property {
  readonly name: string;
  readonly value?: { readonly objectId?: string; readonly value?: unknown };
}

/** What is around functions, each looked at once: while one call is compiled for, nothing else runs. */
export class Looks {
  private readonly found = new Map<Callable, Surroundings | undefined>();

  constructor(private readonly look: (fn: Callable) => Surroundings | undefined) {}

  around(fn: Callable): Surroundings | undefined {
    if (!this.found.has(fn)) this.found.set(fn, this.look(fn));
    return this.found.get(fn);
  }
}

/** The variables around a function; undefined where the engine has no debugger for us. */
export function surroundings(fn: Callable): Surroundings | undefined {
  return connected((session) => {
    const box: Box = { fn };
    const shared = debugging.module as unknown as Record<symbol, Box | undefined>;
    shared[peek] = box;
    try {
      const target = ask<{ result: Remote }>(session, "Runtime.evaluate", { expression: `${place}.fn` });
      const { objectId } = target.result;
      const properties = { objectId, ownProperties: true };
      const known = ask<{ internalProperties?: readonly Property[] }>(
        session,
        "Runtime.getProperties",
        properties,
      );
      const named = (name: string) => known.internalProperties?.find((p) => p.name === name)?.value;
      const scopes = named("[[Scopes]]")?.objectId;
      if (scopes === undefined) return undefined;
      handOver(session, scopes);
      const location = named("[[FunctionLocation]]")?.value as Location | undefined;
      return box.scopes && { scopes: box.scopes, location };
    } finally {
      delete shared[peek];
    }
  });
}

/** Has the main realm put the scopes' objects where they can be taken from. */
function handOver(session: inspector.Session, scopes: string): void {
  ask(session, "Runtime.callFunctionOn", {
    objectId: scopes,
    functionDeclaration: `function () {
      const found = [];
      for (let i = 0; this[i] !== undefined; i++) found.push(this[i].object);
      ${place}.scopes = found;
    }`,
  });
}

/** Which script: by its number, or by its URL. */
export type ScriptKey = { readonly scriptId: string } | { readonly url: string };

/** A script. Asking for it makes the engine list all of them, which takes some tens of milliseconds. */
export function scriptOf(key: ScriptKey): Script | undefined {
  return connected((session) => {
    let found: (Omit<Script, "text"> & { readonly scriptId: string }) | undefined;
    session.on("Debugger.scriptParsed", ({ params }) => {
      const { url, startLine, startColumn, scriptId } = params;
      const isIt = "url" in key ? url === key.url : scriptId === key.scriptId;
      if (isIt) found = { url, startLine, startColumn, scriptId };
    });
    ask(session, "Debugger.enable", {});
    const { scriptId } = found ?? {};
    const source =
      scriptId && ask<{ scriptSource: string }>(session, "Debugger.getScriptSource", { scriptId });
    ask(session, "Debugger.disable", {});
    return found && source ? { ...found, text: source.scriptSource } : undefined;
  });
}

/** Undefined where connecting is forbidden (a permission model) or goes wrong. */
function connected<T>(work: (session: inspector.Session) => T | undefined): T | undefined {
  let session: inspector.Session | undefined;
  try {
    session = new debugging.module.Session();
    session.connect();
    return work(session);
  } catch {
    return undefined;
  } finally {
    session?.disconnect();
  }
}

/** In this process the answer is there when the question returns. */
function ask<T>(session: inspector.Session, method: string, params: object): T {
  let answer: T | undefined;
  let failed: unknown;
  session.post(method, params, (error: unknown, result: unknown) => {
    failed = error;
    answer = result as T;
  });
  if (failed) throw new Error(`${method}: ${String((failed as { message?: unknown }).message)}`);
  if (answer === undefined) throw new Error(`${method} did not answer`);
  return answer;
}

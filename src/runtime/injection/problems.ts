/** Why a token cannot be built, in words that name the fix: ERR_MISSING_DEPENDENCY is made of these. */
import { brandOf, draftsOf } from "../../draft";
import { describe } from "../../errors";
import type { Parameter } from "./parameters";

export interface Problem {
  readonly problem: string;
  readonly fix: string;
}

const compilerFix =
  "Compile with experimentalDecorators and emitDecoratorMetadata (types are emitted for classes that have a decorator; " +
  "esbuild, tsx and Vite emit none, swc needs decoratorMetadata: true), " +
  "mark the parameter with @inject(TOKEN), or replace it by a field: name = injected(TOKEN).";
const tokenFix =
  "Mark it with @inject(TOKEN) and register the token on rt.container, or use injected(TOKEN) in a field.";

const primitives: readonly unknown[] = [String, Number, Boolean, Symbol, BigInt];

/** What is wrong with `token` if nobody registered it; undefined if it is a class that can be built. */
export function problemOf(token: unknown, parameter: Parameter | undefined): Problem | undefined {
  if (parameter !== undefined && !parameter.isExplicit) {
    if (!parameter.hasTypes) return { problem: "has no type information", fix: compilerFix };
    const problem = typeProblem(token);
    if (problem !== undefined) return problem;
  }
  if (token === undefined || token === null) {
    return {
      problem: "asks for undefined",
      fix: "An import cycle leaves that behind: use delay(() => X) from tsyringe.",
    };
  }
  if (typeof token === "string" || typeof token === "symbol") {
    const name = describe(token);
    const fix = `Register it before the spawn: rt.container.register(${name}, { useValue: … }).`;
    return { problem: `asks for ${name}, which nobody registered`, fix };
  }
  if (typeof token !== "function" || typeof token.prototype !== "object") {
    const fix = "A token is a class, a string, a symbol, or delay(() => X).";
    return { problem: `asks for ${describe(token)}, which is not a token`, fix };
  }
  return classProblem(token as new () => unknown);
}

function typeProblem(type: unknown): Problem | undefined {
  if (type === undefined) {
    const fix =
      "An import cycle leaves that behind: mark it with @inject(delay(() => X)) from tsyringe, or break the cycle.";
    return { problem: "has the type undefined", fix };
  }
  if (type === Object || type === Function) {
    const problem =
      "has no class as its type (an interface, a union, or a class imported by `import type` or in a cycle)";
    return { problem, fix: `${tokenFix} A class must be imported as a value.` };
  }
  if (primitives.includes(type)) {
    return {
      problem: `has the type ${(type as { name: string }).name}, which no container can build`,
      fix: tokenFix,
    };
  }
  return undefined;
}

function classProblem(type: new () => unknown): Problem | undefined {
  const brand = brandOf(type);
  if (brand !== undefined) {
    const problem = `asks for a ${brand}, which belongs to one runtime, but a shared instance of another container outlives it`;
    return { problem, fix: "Register the class that asks for it on rt.container." };
  }
  if (/\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(type))) {
    const fix = `Register one: rt.container.register(${type.name}, { useValue: … }), or use a token of its own.`;
    return { problem: `asks for the built-in ${type.name}, which nobody registered`, fix };
  }
  if (draftsOf(type).some((draft) => draft.actor !== undefined || draft.handlers.length > 0)) {
    const fix = "Spawn it and hand over its ref: by spawn's init, in a message, or from ctx.spawn.";
    return {
      problem: `asks for the actor class ${type.name}, but actors are reached only through refs`,
      fix,
    };
  }
  return undefined;
}

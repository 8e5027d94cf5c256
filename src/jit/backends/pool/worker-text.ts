/**
 * What the pool's threads run beside piscina's own script: a text, so that it needs no file and no loader. It is
 * preloaded as a `data:` module and leaves its one function where piscina looks for handlers of tasks, on a module that
 * is always there. Nothing is spliced into it; what a task runs and is given comes with the task.
 */
export const workerText = `import vm from "node:vm";
import { pathToFileURL } from "node:url";

const functions = new Map();
const functionsMax = 256;
const original = Symbol.for("iris-actors/offloaded");
const importModuleDynamically = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;

function evaluate(text) {
  return vm.runInThisContext(text, { filename: "offloaded function", importModuleDynamically });
}

/** An expression, or else a method, which is one only inside of an object. */
function functionOf(text) {
  try {
    return evaluate("(" + text + "\\n)");
  } catch (error) {
    if (error?.name !== "SyntaxError") throw error;
    const holder = evaluate("({ " + text + "\\n})");
    return holder[Reflect.ownKeys(holder)[0]];
  }
}

function compile(text) {
  const fn = functionOf(text);
  if (typeof fn !== "function") throw new SyntaxError("the text of an offloaded function is no function");
  return fn;
}

/** Why a module could not be loaded, as opposed to what its functions throw. */
class Unloadable {
  constructor(error) {
    // The engine names the module that wanted it, which is this text.
    this.reason = String(error?.message ?? error).replace(/ imported from data:[^ ]*/, "");
  }
}

async function load({ module, export: path }) {
  const space = await import(/^file:/.test(module) ? module : pathToFileURL(module).href).catch((error) => {
    throw new Unloadable(error);
  });
  const keys = path.split(".");
  const inside = (root, depth) => keys.slice(0, depth).reduce((value, key) => value?.[key], root);
  const root = inside(space, keys.length) === undefined ? space.default : space;
  const fn = inside(root, keys.length);
  if (typeof fn !== "function") return undefined;
  // A static method's "this" is its class.
  const owner = keys.length > 1 ? inside(root, keys.length - 1) : undefined;
  return (fn[original] ?? fn).bind(owner);
}

async function find(fn) {
  const key = fn.text ?? JSON.stringify([fn.module, fn.export]);
  let found = functions.get(key);
  if (found === undefined) {
    found = fn.text === undefined ? await load(fn) : compile(fn.text);
    if (found === undefined) return undefined;
    if (functions.size >= functionsMax) functions.delete(functions.keys().next().value);
    functions.set(key, found);
  }
  return found;
}

/** Why a result cannot go back. Piscina would lose the thread over it, and the reason. */
function obstacle(value) {
  if (value === null || ArrayBuffer.isView(value) || !/^(?:object|function|symbol)$/.test(typeof value)) return "";
  try {
    structuredClone(value);
    return "";
  } catch (error) {
    return error.message;
  }
}

/** An error with what the copying of errors leaves out. */
function packed(error) {
  if (typeof error !== "object" || error === null) return { tag: "thrown", error };
  const { name, message, stack } = error;
  try {
    return structuredClone({ tag: "thrown", error, name, facts: { ...error } });
  } catch {
    return { tag: "thrown", error: Object.assign(new Error(String(message)), { stack }), name: String(name) };
  }
}

async function mapOver(fn, args, { mapped, length, kind }) {
  const out = new globalThis[kind](length);
  const row = [...args];
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < args.length; k++) if (mapped[k]) row[k] = args[k][i];
    out[i] = await fn(...row);
  }
  return out;
}

vm["iris-actors/pool"] = async ({ fn, args, map }) => {
  try {
    const found = await find(fn);
    if (found === undefined) return { tag: "missing" };
    const value = await (map === undefined ? found(...args) : mapOver(found, args, map));
    const reason = obstacle(value);
    return reason === "" ? { tag: "value", value } : { tag: "stays", reason };
  } catch (error) {
    if (error instanceof Unloadable) return { tag: "unloadable", reason: error.reason };
    return packed(error);
  }
};
`;

/** Where piscina finds the function: module and name. */
export const handler = Object.freeze({ filename: "node:vm", name: "iris-actors/pool" });

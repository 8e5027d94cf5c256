/**
 * Writes WebAssembly modules: the few sections that a kernel needs, in the binary format of the core specification.
 *
 *   ModuleBuilder ── imports (memory, functions) ── functions, each by a FunctionBuilder ── all of them exported
 */
import { assert } from "../../../assert";
import { Bytes } from "./bytes";
import { FunctionBuilder, type ValType, valTypeCodes } from "./function-builder";

export { FunctionBuilder, type ValType } from "./function-builder";
export type { LaneAccessOp, LaneOp, LoadOp, OpCodeName, PlainOp, StoreOp } from "./opcodes";

interface Import {
  readonly module: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Defined {
  readonly name: string;
  readonly type: number;
  readonly body: Uint8Array;
}

const externalFunction = 0x00;
const externalMemory = 0x02;

export class ModuleBuilder {
  private readonly types: string[] = [];
  private readonly typeBytes: Uint8Array[] = [];
  private readonly imports: Import[] = [];
  private importedFunctions = 0;
  private readonly functions: Defined[] = [];

  /** The memory `env.memory`, between `initialPages` and `maximumPages` of 64 KiB. */
  importMemory(shared: boolean, initialPages: number, maximumPages: number): void {
    const bytes = new Bytes().byte(externalMemory).byte(shared ? 0x03 : 0x01);
    bytes.unsigned(initialPages).unsigned(maximumPages);
    this.imports.push({ module: "env", name: "memory", bytes: bytes.finish() });
  }

  /** Gives the function's number, for `call`. Imports come before all functions of the module's own. */
  importFunction(
    module: string,
    name: string,
    params: readonly ValType[],
    results: readonly ValType[],
  ): number {
    assert(this.functions.length === 0, "imports come before functions");
    const bytes = new Bytes().byte(externalFunction).unsigned(this.type(params, results)).finish();
    this.imports.push({ module, name, bytes });
    return this.importedFunctions++;
  }

  /** Adds and exports a function; gives its number. */
  addFunction(
    name: string,
    params: readonly ValType[],
    results: readonly ValType[],
    build: (f: FunctionBuilder) => void,
  ): number {
    const f = new FunctionBuilder(params);
    build(f);
    this.functions.push({ name, type: this.type(params, results), body: f.finish() });
    return this.importedFunctions + this.functions.length - 1;
  }

  /** The module's bytes. */
  finish(): Uint8Array {
    const module = new Bytes().append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    section(module, 1, this.typeBytes, (out, bytes) => out.append(bytes));
    section(module, 2, this.imports, (out, { module: from, name, bytes }) =>
      out.text(from).text(name).append(bytes),
    );
    section(module, 3, this.functions, (out, { type }) => out.unsigned(type));
    section(module, 7, this.functions, (out, { name }, index) =>
      out
        .text(name)
        .byte(externalFunction)
        .unsigned(this.importedFunctions + index),
    );
    section(module, 10, this.functions, (out, { body }) => out.sized(body));
    return module.finish();
  }

  private type(params: readonly ValType[], results: readonly ValType[]): number {
    const key = `${params.join(" ")} -> ${results.join(" ")}`;
    const known = this.types.indexOf(key);
    if (known !== -1) return known;
    const bytes = new Bytes().byte(0x60);
    for (const list of [params, results]) bytes.sized(list.map((type) => valTypeCodes[type]));
    this.typeBytes.push(bytes.finish());
    return this.types.push(key) - 1;
  }
}

function section<Item>(
  module: Bytes,
  id: number,
  items: readonly Item[],
  write: (out: Bytes, item: Item, index: number) => void,
): void {
  if (items.length === 0) return;
  const out = new Bytes().unsigned(items.length);
  items.forEach((item, index) => {
    write(out, item, index);
  });
  module.byte(id).sized(out.finish());
}

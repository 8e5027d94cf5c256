/**
 * Shows a kernel's module as text, an instruction a line, indented by blocks: for `explain()` and for tests. Reads only
 * what encode.ts writes.
 */
import { opCodes } from "./opcodes";

const sections = Object.freeze({ import: 2, code: 10, export: 7 });
const blockOps: Readonly<Record<number, string>> = Object.freeze({ 2: "block", 3: "loop", 4: "if" });
const indexOps: Readonly<Record<number, string>> = Object.freeze({
  12: "br",
  13: "br_if",
  16: "call",
  32: "local.get",
  33: "local.set",
  34: "local.tee",
});
const types: Readonly<Record<number, string>> = Object.freeze({
  127: "i32",
  126: "i64",
  125: "f32",
  124: "f64",
  123: "v128",
});

/** `prefix number` → name. */
function namesByCode(): ReadonlyMap<string, string> {
  return new Map([...opCodes].map(([name, { prefix, number }]) => [`${prefix} ${number}`, name]));
}

const names = namesByCode();

class Reader {
  at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isDone(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.bytes[this.at++] as number;
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  signed(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(Number(shift) + 7, value);
    }
  }

  slice(length: number): Reader {
    const slice = new Reader(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return slice;
  }

  text(): string {
    return Buffer.from(this.slice(this.unsigned()).bytes).toString("utf8");
  }

  f32(): number {
    this.at += 4;
    return this.view.getFloat32(this.at - 4, true);
  }

  f64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }
}

/** The whole module. */
export function wasmText(bytes: Uint8Array): string {
  const reader = new Reader(bytes);
  reader.at = 8;
  const found = new Map<number, Reader>();
  while (!reader.isDone) {
    const id = reader.byte();
    found.set(id, reader.slice(reader.unsigned()));
  }
  const calls = functionNames(found);
  const code = found.get(sections.code);
  const bodies = code === undefined ? 0 : code.unsigned();
  const first = calls.length - bodies;
  return Array.from({ length: bodies }, (_, index) => {
    const body = (code as Reader).slice((code as Reader).unsigned());
    return [`func ${calls[first + index]}`, ...bodyLines(body, calls)].join("\n");
  }).join("\n\n");
}

/** Names of all functions, by number: imported ones first. */
function functionNames(found: ReadonlyMap<number, Reader>): string[] {
  const calls: string[] = [];
  const imports = found.get(sections.import);
  for (let left = imports?.unsigned() ?? 0; imports && left > 0; left--) {
    imports.text();
    const name = imports.text();
    if (imports.byte() === 0x00) {
      imports.unsigned();
      calls.push(name);
    } else {
      imports.byte();
      imports.unsigned();
      imports.unsigned();
    }
  }
  const exported = found.get(sections.export);
  for (let left = exported?.unsigned() ?? 0; exported && left > 0; left--) {
    const name = exported.text();
    exported.byte();
    calls[exported.unsigned()] = name;
  }
  return calls;
}

function bodyLines(body: Reader, calls: readonly string[]): string[] {
  const lines: string[] = [];
  for (let groups = body.unsigned(); groups > 0; groups--) {
    const count = body.unsigned();
    lines.push(`  local ${count} ${types[body.byte()]}`);
  }
  let depth = 1;
  while (!body.isDone) {
    const line = instruction(body, calls);
    if (line === "end" || line === "else") depth--;
    lines.push(`${"  ".repeat(Math.max(0, depth))}${line}`);
    if (/^(?:block|loop|if|else)\b/.test(line)) depth++;
  }
  return lines;
}

function instruction(body: Reader, calls: readonly string[]): string {
  const first = body.byte();
  const block = blockOps[first];
  if (block !== undefined) {
    const type = types[body.byte()];
    return type === undefined ? block : `${block} ${type}`;
  }
  const indexed = indexOps[first];
  if (indexed !== undefined) {
    const index = body.unsigned();
    return `${indexed} ${indexed === "call" ? calls[index] : index}`;
  }
  switch (first) {
    case 0x05:
      return "else";
    case 0x0b:
      return "end";
    case 0x0f:
      return "return";
    case 0x41:
      return `i32.const ${body.signed()}`;
    case 0x42:
      return `i64.const ${body.signed()}`;
    case 0x43:
      return `f32.const ${number(body.f32())}`;
    case 0x44:
      return `f64.const ${number(body.f64())}`;
    default:
      return named(body, first);
  }
}

function number(value: number): string {
  return Object.is(value, -0) ? "-0" : `${value}`;
}

/** An instruction of the table, with its immediate operands. */
function named(body: Reader, first: number): string {
  const prefix = first === 0xfc || first === 0xfd ? first : 0;
  const code = prefix === 0 ? first : body.unsigned();
  if (prefix === 0xfd && code === 12) return `v128.const ${[body.f64(), body.f64()].map(number).join(" ")}`;
  if (prefix === 0xfd && code === 13)
    return `i8x16.shuffle ${Array.from({ length: 16 }, () => body.byte()).join(" ")}`;
  const name = names.get(`${prefix} ${code}`) ?? `0x${code.toString(16)}`;
  if (/extract_lane|replace_lane/.test(name)) return `${name} ${body.byte()}`;
  if (/\.(?:load|store)/.test(name)) {
    body.unsigned();
    const offset = body.unsigned();
    const access = offset === 0 ? name : `${name} +${offset}`;
    return name.endsWith("_lane") ? `${access} lane ${body.byte()}` : access;
  }
  for (const _ of opCodes.get(name)?.tail ?? []) body.byte();
  return name;
}

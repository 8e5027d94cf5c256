/** Payloads of compat: bytes go in, Buffers come out, and nothing is copied on the way. */
import { types } from "node:util";
import { describe, errors } from "../../errors";

/** What every method of compat takes as a payload. It is passed on as it is, not copied: do not write into it later. */
export type Bytes = ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

/** The same bytes as a Buffer. @throws ERR_INVALID_ARG for what holds no bytes */
export function bufferOf(payload: unknown): Buffer {
  const buffer = viewOf(payload);
  if (buffer !== undefined) return buffer;
  throw errors.invalidArg({
    argument: "the payload",
    expected: "a Buffer, Uint8Array, other view of bytes, or ArrayBuffer",
    received: describe(payload),
  });
}

/** The same bytes as a Buffer, a string as its UTF-8; undefined for what is neither. */
export function textOrBufferOf(value: unknown): Buffer | undefined {
  return typeof value === "string" ? Buffer.from(value) : viewOf(value);
}

/** What a handler returned, as the bytes that `call` resolves to; nothing is no bytes. @throws ERR_INVALID_ARG */
export function replyOf(pid: number, value: unknown): Buffer {
  if (value === undefined || value === null) return Buffer.alloc(0);
  const buffer = textOrBufferOf(value);
  if (buffer !== undefined) return buffer;
  throw errors.invalidArg({
    argument: `the reply of pid ${pid}`,
    expected: "bytes or a string",
    received: describe(value),
  });
}

function viewOf(value: unknown): Buffer | undefined {
  if (Buffer.isBuffer(value)) return value;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return types.isAnyArrayBuffer(value) ? Buffer.from(value) : undefined;
}

/** Numbers as pictures: text for a terminal, or a PNG file (ISO/IEC 15948), grey. */
import { crc32, deflateSync } from "node:zlib";

/** One character for each point: the later a point escapes, the darker it is; those that never do are blank. */
export function text(steps: Float64Array, width: number, limit: number): string {
  const shades = ".:-=+*#%@";
  const lines: string[] = [];
  for (let from = 0; from < steps.length; from += width) {
    const line = Array.from(steps.subarray(from, from + width), (step) =>
      step >= limit
        ? " "
        : (shades[Math.min(shades.length - 1, Math.floor(Math.log2(step + 1) * 1.5))] ?? "@"),
    );
    lines.push(line.join(""));
  }
  return lines.join("\n");
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(checksum(body), body.length + 4);
  return framed;
}

/** CRC-32 as PNG and zlib have it; Node has it built in from version 22 on. */
function checksum(bytes: Uint8Array): number {
  if (typeof crc32 === "function") return crc32(bytes);
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** A square picture of 8-bit greys. */
export function png(steps: Float64Array, width: number, limit: number): Buffer {
  const height = steps.length / width;
  const rows = Buffer.alloc(height * (width + 1)); // each row begins with its filter: 0, none
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at] as number;
    const grey = step >= limit ? 0 : Math.round(255 * Math.sqrt(step / limit));
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = grey;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8); // 8 bits, grey
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

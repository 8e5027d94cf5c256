/** A growing run of bytes, with the variable-length integers (LEB128) of the WebAssembly binary format. */

export class Bytes {
  private room = new Uint8Array(1024);
  private used = 0;

  get length(): number {
    return this.used;
  }

  /** One byte: 0 to 255. */
  byte(value: number): this {
    if (this.used === this.room.length) this.reserve(1);
    this.room[this.used++] = value;
    return this;
  }

  append(values: ArrayLike<number>): this {
    this.reserve(values.length);
    this.room.set(values, this.used);
    this.used += values.length;
    return this;
  }

  /** Unsigned, below 2^32. */
  unsigned(value: number): this {
    let left = value >>> 0;
    while (left >= 0x80) {
      this.byte((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    return this.byte(left);
  }

  /** An int32. */
  signed(value: number): this {
    let left = value | 0;
    while (left < -0x40 || left >= 0x40) {
      this.byte((left & 0x7f) | 0x80);
      left >>= 7;
    }
    return this.byte(left & 0x7f);
  }

  signed64(value: bigint): this {
    let left = BigInt.asIntN(64, value);
    while (left < -0x40n || left >= 0x40n) {
      this.byte(Number(left & 0x7fn) | 0x80);
      left >>= 7n;
    }
    return this.byte(Number(left & 0x7fn));
  }

  f32(value: number): this {
    return this.append(new Uint8Array(new Float32Array([value]).buffer));
  }

  f64(value: number): this {
    return this.append(new Uint8Array(new Float64Array([value]).buffer));
  }

  /** A count and the bytes. */
  sized(values: ArrayLike<number>): this {
    return this.unsigned(values.length).append(values);
  }

  text(value: string): this {
    return this.sized(Buffer.from(value, "utf8"));
  }

  finish(): Uint8Array {
    return this.room.slice(0, this.used);
  }

  private reserve(more: number): void {
    if (this.used + more <= this.room.length) return;
    const wider = new Uint8Array(Math.max(this.room.length * 2, this.used + more));
    wider.set(this.room);
    this.room = wider;
  }
}

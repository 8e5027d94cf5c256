/**
 * The free ranges of an address space, in order of address, with neighbours joined. Taking finds the smallest range
 * that is large enough, so that large ranges stay whole; ranges are few (whole slabs and large arrays), so a scan is
 * fine.
 *
 *   free   [64, 4160)   [8192, 1048576)          starts: 64, 8192   ends: 4160, 1048576
 */
import { assert } from "../../assert";

export class Spans {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** Takes `bytes` from the low end of the best range: its address, or undefined when none is large enough. */
  take(bytes: number): number | undefined {
    let best = -1;
    let bestBytes = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.starts.length; at++) {
      const has = this.bytesAt(at);
      if (has < bytes || has >= bestBytes) continue;
      best = at;
      bestBytes = has;
      if (has === bytes) break;
    }
    if (best === -1) return undefined;
    const start = this.starts[best] as number;
    if (bestBytes === bytes) this.remove(best);
    else this.starts[best] = start + bytes;
    return start;
  }

  /** Gives a range back and joins it with the free ones beside it. */
  give(start: number, bytes: number): void {
    const at = this.firstAfter(start);
    const end = start + bytes;
    assert(at === 0 || (this.ends[at - 1] as number) <= start, `[${start}, ${end}) is free already`);
    assert(at === this.starts.length || end <= (this.starts[at] as number), `[${start}, ${end}) is free`);
    const joinsBefore = at > 0 && this.ends[at - 1] === start;
    const joinsAfter = this.starts[at] === end;
    if (joinsBefore && joinsAfter) {
      this.ends[at - 1] = this.ends[at] as number;
      this.remove(at);
    } else if (joinsBefore) this.ends[at - 1] = end;
    else if (joinsAfter) this.starts[at] = start;
    else {
      this.starts.splice(at, 0, start);
      this.ends.splice(at, 0, end);
    }
  }

  /** Free bytes at the very end of a space that is `limit` long: what growing it would add to. */
  tail(limit: number): number {
    const last = this.starts.length - 1;
    return last >= 0 && this.ends[last] === limit ? this.bytesAt(last) : 0;
  }

  /** Free bytes in all. */
  bytes(): number {
    return this.starts.reduce((sum, _, at) => sum + this.bytesAt(at), 0);
  }

  private bytesAt(at: number): number {
    return (this.ends[at] as number) - (this.starts[at] as number);
  }

  private remove(at: number): void {
    this.starts.splice(at, 1);
    this.ends.splice(at, 1);
  }

  private firstAfter(address: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] as number) > address) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

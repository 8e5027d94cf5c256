/** The last exits, so that `join` on an actor that is gone can still tell how it ended. */
import type { ExitInfo } from "../../exit";
import { limits } from "../../limits";

export class Exits {
  private readonly kept = new Map<number, ExitInfo>();

  add(info: ExitInfo): void {
    this.kept.set(info.pid, info);
    if (this.kept.size <= limits.exitsKept) return;
    const oldest = this.kept.keys().next();
    if (!oldest.done) this.kept.delete(oldest.value);
  }

  of(pid: number): ExitInfo | undefined {
    return this.kept.get(pid);
  }
}

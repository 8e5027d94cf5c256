/**
 * Values filed under the object they belong to: the names of an actor, the timers of an incarnation.
 *
 * A group exists only while it has a member, so that churn of members and of keys leaves nothing behind.
 */
export class Groups<K extends object, V> {
  private readonly groups = new Map<K, Set<V>>();

  /** Files `value` under `key`, as the newest of the group; also when it was there before. */
  add(key: K, value: V): void {
    const group = this.groups.get(key);
    if (group === undefined) {
      this.groups.set(key, new Set([value]));
      return;
    }
    group.delete(value);
    group.add(value);
  }

  /** Forgets one value; harmless when it is not there. */
  remove(key: K, value: V): void {
    const group = this.groups.get(key);
    if (group?.delete(value) === true && group.size === 0) this.groups.delete(key);
  }

  /** Removes the whole group and returns what was in it, oldest first. Costs one look-up when there is none. */
  take(key: K): readonly V[] {
    const group = this.groups.get(key);
    if (group === undefined) return [];
    this.groups.delete(key);
    return [...group];
  }

  /** The members, oldest first. */
  of(key: K): readonly V[] {
    const group = this.groups.get(key);
    return group === undefined ? [] : [...group];
  }

  /** The newest member. */
  newest(key: K): V | undefined {
    let last: V | undefined;
    for (const value of this.groups.get(key) ?? []) last = value;
    return last;
  }

  /** Keys that have members. */
  get size(): number {
    return this.groups.size;
  }

  clear(): void {
    this.groups.clear();
  }
}

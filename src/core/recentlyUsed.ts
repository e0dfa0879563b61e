// A bounded cache in two generations: what is used stays, the rest of a full generation goes at once.

export class RecentlyUsed<V> {
  private young = new Map<number, V>();
  private old = new Map<number, V>();

  /** Holds at most twice as many values as a `generation` has. */
  constructor(private readonly generation: number) {}

  get(key: number): V | undefined {
    const young = this.young.get(key);
    if (young !== undefined) return young;
    const old = this.old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: number, value: V): void {
    if (this.young.size >= this.generation) [this.old, this.young] = [this.young, new Map<number, V>()];
    this.young.set(key, value);
  }
}

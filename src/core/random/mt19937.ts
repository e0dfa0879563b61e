// numpy's legacy RandomState (Mersenne Twister, Matsumoto & Nishimura 1998), so that a seed draws the same points as scikit-learn.

const N = 624;
const M = 397;

export class RandomState {
  private readonly state = new Uint32Array(N);
  private index = N;
  private spare: number | null = null;

  /** @param seed whole number 0 .. 2^32-1, as in numpy.random.RandomState(seed). */
  constructor(seed: number) {
    const s = this.state;
    s[0] = seed >>> 0;
    for (let i = 1; i < N; i += 1) {
      const before = s[i - 1] ?? 0;
      s[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
  }

  uint32(): number {
    if (this.index >= N) this.refill();
    let y = this.state[this.index] ?? 0;
    this.index += 1;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** Uniform in [low, high), 53 bits. */
  uniform(low = 0, high = 1): number {
    const double = ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
    return low + (high - low) * double;
  }

  /** Normal by the polar method, in numpy's legacy order. */
  normal(mean = 0, deviation = 1): number {
    if (this.spare !== null) {
      const value = this.spare;
      this.spare = null;
      return mean + deviation * value;
    }
    for (;;) {
      const a = 2 * this.uniform() - 1;
      const b = 2 * this.uniform() - 1;
      const r2 = a * a + b * b;
      if (r2 >= 1 || r2 === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(r2)) / r2);
      this.spare = factor * a;
      return mean + deviation * factor * b;
    }
  }

  /** Whole number in [0, max], by masked rejection. */
  interval(max: number): number {
    if (max === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const value = (this.uint32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  /** A shuffled 0 .. n-1, as RandomState.shuffle(arange(n)). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i -= 1) {
      const j = this.interval(i);
      const kept = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = kept;
    }
    return order;
  }

  private refill(): void {
    const s = this.state;
    for (let i = 0; i < N; i += 1) {
      const y = ((s[i] ?? 0) & 0x80000000) | ((s[(i + 1) % N] ?? 0) & 0x7fffffff);
      s[i] = (s[(i + M) % N] ?? 0) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.index = 0;
  }
}

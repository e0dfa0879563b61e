// Seeded random numbers in named, independent streams.

export interface Rng {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** Uniform whole number in [0, n). */
  integer(n: number): number;
  /** A random order of 0 .. n-1 (Fisher-Yates). */
  permutation(n: number): Uint32Array;
}

/** cyrb128-style hash of a string to four 32-bit words (public domain mixing constants). */
function hash(text: string): [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i += 1) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 597399067);
    b = c ^ Math.imul(b ^ k, 2869860233);
    c = d ^ Math.imul(c ^ k, 951274213);
    d = a ^ Math.imul(d ^ k, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/** sfc32 (Doty-Humphrey, PractRand): small, fast, passes BigCrush. Not for secrets. */
const sfc32 = ([a, b, c, d]: readonly [number, number, number, number]): {
  next: () => number;
  state: () => number[];
} => ({
  next() {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  },
  state: () => [a, b, c, d].map((word) => word >>> 0),
});

function started(seed: number, stream: string): ReturnType<typeof sfc32> {
  const generator = sfc32(hash(`${seed}/${stream}`));
  for (let i = 0; i < 16; i += 1) generator.next();
  return generator;
}

/** The four words with which a stream begins, for other programs that draw the same numbers. */
export const rngState = (seed: number, stream: string): readonly number[] => started(seed, stream).state();

export function createRng(seed: number, stream: string): Rng {
  const { next } = started(seed, stream);
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  let spare: number | null = null;
  const rng: Rng = {
    uniform,
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    integer: (n) => Math.floor(uniform() * n),
    permutation(n) {
      const order = new Uint32Array(n);
      for (let i = 1; i < n; i += 1) order[i] = i;
      for (let i = n - 1; i > 0; i -= 1) {
        const j = rng.integer(i + 1);
        const kept = order[i] ?? 0;
        order[i] = order[j] ?? 0;
        order[j] = kept;
      }
      return order;
    },
  };
  return rng;
}

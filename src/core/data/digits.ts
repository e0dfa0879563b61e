// The digits of scikit-learn: 1,797 real images of 8 × 8 pixels (Alpaydin & Kaynak 1998). Licences: digits/LICENSE.md.
import { RandomState } from '../random/mt19937.js';
import { oneHot, type Drawn, type DrawRequest } from './dataset.js';
import { LABELS } from './digits/labels.js';
import { LETTERS, PIXELS } from './digits/pixels.js';

const SIDE = 8;
const FEATURES = SIDE * SIDE;
const CLASSES = 10;
/** Levels of grey, 0 to 16, and how they are packed. */
const DARKEST = 16;
const LEVELS = DARKEST + 1;

/** Number of images. */
export const DIGITS = LABELS.length;

/** Values from 0 to 1, row-major [1797, 64], in the order of scikit-learn. */
function unpacked(): Float32Array {
  const valueOf = new Map(Array.from(LETTERS, (letter, value) => [letter, value]));
  const values = new Float32Array(DIGITS * FEATURES);
  for (let i = 0, at = 0; at < values.length; i += 2, at += 3) {
    const packed = valueOf.get(PIXELS[i]!)! * LETTERS.length + valueOf.get(PIXELS[i + 1]!)!;
    values[at] = Math.floor(packed / LEVELS ** 2) / DARKEST;
    values[at + 1] = (Math.floor(packed / LEVELS) % LEVELS) / DARKEST;
    values[at + 2] = (packed % LEVELS) / DARKEST;
  }
  return values;
}

let all: Float32Array | undefined;

/** All images in their own order, or `samples` of them that the seed picks. */
export function digits({ samples, seed }: Pick<DrawRequest, 'samples' | 'seed'>): Drawn {
  all ??= unpacked();
  const count = Math.min(samples, DIGITS);
  const order = count < DIGITS ? new RandomState(seed).permutation(DIGITS) : null;
  const x = new Float32Array(count * FEATURES);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    const row = order?.[i] ?? i;
    x.set(all.subarray(row * FEATURES, (row + 1) * FEATURES), i * FEATURES);
    labels[i] = Number(LABELS[row]);
  }
  return {
    task: 'multiclass',
    samples: count,
    features: FEATURES,
    timesteps: 1,
    image: { height: SIDE, width: SIDE, channels: 1 },
    x,
    y: oneHot(labels, CLASSES),
    outputs: CLASSES,
    classes: CLASSES,
    featureNames: Array.from({ length: FEATURES }, (_, i) => `pixel_${Math.floor(i / SIDE)}_${i % SIDE}`),
    classNames: Array.from({ length: CLASSES }, (_, i) => String(i)),
  };
}

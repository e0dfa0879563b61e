// Samples of each class of data that are images, for the panel that shows them.
import type { Dataset, ImageShape } from '../core/data/dataset.js';

/** Images in all, however many classes there are. */
const MOST = 60;

export interface ClassImages extends ImageShape {
  /** Class of each image. */
  readonly labels: number[];
  /** Row-major [images, height, width, channels]. */
  readonly values: number[];
}

/** The first samples of each class, class by class, equally many; null for other data. */
export function classImages({ image, features, samples, classes, outputs, x, y }: Dataset): ClassImages | null {
  if (image === undefined || classes === 0) return null;
  const each = Math.max(1, Math.floor(MOST / classes));
  const rows = Array.from({ length: classes }, (): number[] => []);
  for (let i = 0; i < samples; i += 1) {
    const own = rows[outputs === 1 ? Math.round(y[i]!) : y.subarray(i * outputs, (i + 1) * outputs).indexOf(1)];
    if (own !== undefined && own.length < each) own.push(i);
  }
  return {
    ...image,
    labels: rows.flatMap((own, label) => own.map(() => label)),
    values: rows.flat().flatMap((row) => Array.from(x.subarray(row * features, (row + 1) * features))),
  };
}

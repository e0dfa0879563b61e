// A data set: plain arrays, determined by a seed.
import type { TableReport } from '../table/report.js';

export type Task = 'binary' | 'multiclass' | 'regression';

/** Pixels of an image, row by row, each with its channels. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface Dataset {
  readonly name: string;
  readonly task: Task;
  readonly samples: number;
  /** Features per time step. */
  readonly features: number;
  /** 1 for plain data. */
  readonly timesteps: number;
  /** Of data that are images: features = height × width × channels. */
  readonly image?: ImageShape;
  /** Row-major [samples, timesteps, features]. */
  readonly x: Float32Array;
  /** Row-major [samples, outputs]: 0/1 for two classes, one-hot for more, the value for regression. */
  readonly y: Float32Array;
  readonly outputs: number;
  /** 0 for regression. */
  readonly classes: number;
  readonly featureNames: readonly string[];
  readonly classNames: readonly string[];
  /** Rows of a file left out for missing values. */
  readonly dropped?: number;
  /** Column of a table that is predicted. */
  readonly targetName?: string;
  /** Of a standardized numeric target: value = mean + deviation × y. */
  readonly targetScale?: { readonly mean: number; readonly deviation: number };
  /** Of the features of a table: value = mean + deviation × x. */
  readonly featureScales?: readonly { readonly mean: number; readonly deviation: number }[];
  /** Description of the table. */
  readonly report?: TableReport;
}

/** The arguments of a drawn data set. */
export interface DrawRequest {
  readonly samples: number;
  /** Standard deviation of the Gaussian noise; for blobs: of each cluster. */
  readonly noise: number;
  /** 2 where the data set does not read the setting. */
  readonly classes: number;
  readonly sequenceLength: number;
  readonly seed: number;
}

/** Its name is its key in the table of data sets. */
export type Drawn = Omit<Dataset, 'name'>;

/** Samples that train, and those held out. */
export interface Split {
  readonly train: Dataset;
  readonly validation: Dataset | null;
}

/** Row-major [samples, classes]. */
export function oneHot(index: ArrayLike<number>, classes: number): Float32Array {
  const y = new Float32Array(index.length * classes);
  for (let i = 0; i < index.length; i += 1) y[i * classes + (index[i] ?? 0)] = 1;
  return y;
}

/** Samples of each class. */
export function classCounts({ y, outputs, classes, samples }: Dataset): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < samples; i += 1) {
    const label = outputs === 1 ? Number(y[i]! > 0.5) : y.subarray(i * outputs, (i + 1) * outputs).indexOf(1);
    counts[label]! += 1;
  }
  return counts;
}

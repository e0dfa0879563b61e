// The data sets: what each is, which settings it reads, and what draws it.
import type { Drawn, DrawRequest } from '../data/dataset.js';
import { digits, DIGITS } from '../data/digits.js';
import { blobs, circles, labelled, moons, spiral, xor } from '../data/points.js';
import { adding, copyMemory, sequenceSum } from '../data/sequences.js';

export interface DatasetRecord {
  /** What it is, in a few words. */
  readonly doc: string;
  /** Settings that it reads besides `samples`, `noise` and `dataSeed`. */
  readonly reads: readonly ('classes' | 'sequenceLength' | 'data' | 'target' | 'rows')[];
  /** Draws the samples, or picks them from a collection; null for a file. */
  readonly draw: ((request: DrawRequest) => Drawn) | null;
  /** Only for recurrent networks. */
  readonly sequences?: true;
  /** A collection of samples: it reads `rows` in place of `samples` and `noise`. */
  readonly collection?: { readonly samples: number; readonly classes: number };
  /** Its samples are images, which convolutions take. */
  readonly images?: true;
  /** The target may be a number: the data then choose a linear output. */
  readonly numbers?: true;
}

export const DATASETS = {
  moons: { doc: 'two half moons that interlock', reads: [], draw: labelled(moons) },
  circles: { doc: 'a circle within a circle', reads: [], draw: labelled(circles) },
  spiral: { doc: 'spiral arms, one a class', reads: ['classes'], draw: labelled(spiral) },
  xor: { doc: 'four quadrants, opposite ones of one class', reads: [], draw: labelled(xor) },
  blobs: { doc: 'round clouds, one a class', reads: ['classes'], draw: labelled(blobs) },
  sequenceSum: {
    doc: 'the sum of a sequence of numbers',
    reads: ['sequenceLength'],
    draw: sequenceSum,
    sequences: true,
    numbers: true,
  },
  adding: {
    doc: 'the sum of two marked numbers of a sequence',
    reads: ['sequenceLength'],
    draw: adding,
    sequences: true,
    numbers: true,
  },
  copyMemory: {
    doc: 'the symbol at the beginning of a sequence, asked for at its end',
    reads: ['classes', 'sequenceLength'],
    draw: copyMemory,
    sequences: true,
  },
  digits: {
    doc: 'scikit-learn’s 1,797 handwritten digits of 8 × 8 pixels',
    reads: ['rows'],
    draw: digits,
    collection: { samples: DIGITS, classes: 10 },
    images: true,
  },
  csv: { doc: 'your own table', reads: ['data', 'target', 'rows'], draw: null, numbers: true },
} as const satisfies Readonly<Record<string, DatasetRecord>>;

export type DatasetName = keyof typeof DATASETS;
export const DATASET_NAMES = Object.keys(DATASETS) as [DatasetName, ...DatasetName[]];

export const datasetRecord = (name: DatasetName): DatasetRecord => DATASETS[name];

/** Data sets that read this setting. */
export const datasetsThatRead = (setting: DatasetRecord['reads'][number]): DatasetName[] =>
  DATASET_NAMES.filter((name) => datasetRecord(name).reads.includes(setting));
/** Data sets that are drawn at random, not read from a file or a collection. */
export const DRAWN_DATASETS = DATASET_NAMES.filter((name) => !datasetRecord(name).reads.includes('rows'));
export const IMAGE_DATASETS = DATASET_NAMES.filter((name) => datasetRecord(name).images === true);
export const SEQUENCE_DATASETS = DATASET_NAMES.filter((name) => datasetRecord(name).sequences === true);

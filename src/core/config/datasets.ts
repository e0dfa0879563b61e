// The data sets: what each is and which settings it reads. `data/index.ts` draws them.

export interface DatasetRecord {
  /** What it is, in a few words. */
  readonly doc: string;
  /** Settings that it reads besides `samples`, `noise` and `dataSeed`. */
  readonly reads: readonly ('classes' | 'sequenceLength' | 'data' | 'target')[];
  /** A file as it is: the number of samples and their noise are its own. */
  readonly file?: true;
  /** The target may be a number: the data then choose a linear output. */
  readonly numbers?: true;
}

export const DATASETS = {
  moons: { doc: 'two half moons that interlock', reads: [] },
  circles: { doc: 'a circle within a circle', reads: [] },
  spiral: { doc: 'spiral arms, one a class', reads: ['classes'] },
  xor: { doc: 'four quadrants, opposite ones of one class', reads: [] },
  blobs: { doc: 'round clouds, one a class', reads: ['classes'] },
  sequenceSum: { doc: 'the sum of a sequence of numbers', reads: ['sequenceLength'], numbers: true },
  csv: { doc: 'your own table', reads: ['data', 'target'], file: true, numbers: true },
} as const satisfies Readonly<Record<string, DatasetRecord>>;

export type DatasetName = keyof typeof DATASETS;
export const DATASET_NAMES = Object.keys(DATASETS) as [DatasetName, ...DatasetName[]];

export const datasetRecord = (name: DatasetName): DatasetRecord => DATASETS[name];

/** Data sets that read this setting. */
export const datasetsThatRead = (setting: DatasetRecord['reads'][number]): DatasetName[] =>
  DATASET_NAMES.filter((name) => datasetRecord(name).reads.includes(setting));
/** Data sets that are drawn, not read from a file. */
export const DRAWN_DATASETS = DATASET_NAMES.filter((name) => datasetRecord(name).file !== true);

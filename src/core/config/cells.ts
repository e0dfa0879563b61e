// What the hidden layers can consist of: dense layers, convolutions over images, or cells that are recurrent over the time steps of a
// sequence. Keras' definitions and order of gates.
import { listed } from '../text/list.js';

export interface CellRecord {
  /** What it is, in a few words. */
  readonly doc: string;
  /** Columns of the kernel for each unit: the gates and the candidate. */
  readonly gates: number;
  /** Its word in the description of a network. */
  readonly word: string;
  /** The data that it takes: rows of features (of which an image is one), images, or sequences, over which it is recurrent. */
  readonly reads: 'rows' | 'images' | 'sequences';
}

export const CELLS = {
  dense: { doc: 'dense layers', gates: 1, word: '', reads: 'rows' },
  conv: {
    doc: 'convolutions of 3 × 3 pixels with zeros around the image; the output layer reads the mean of each channel',
    gates: 1,
    word: 'conv',
    reads: 'images',
  },
  simpleRnn: { doc: 'h = f(x W + h U + b)', gates: 1, word: 'rnn', reads: 'sequences' },
  lstm: {
    doc: 'input, forget and output gate around a cell state that is added to, not multiplied by a kernel',
    gates: 4,
    word: 'lstm',
    reads: 'sequences',
  },
  gru: {
    doc: 'update and reset gate; the state is a mean of the last state and a candidate',
    gates: 3,
    word: 'gru',
    reads: 'sequences',
  },
} as const satisfies Readonly<Record<string, CellRecord>>;

export type CellName = keyof typeof CELLS;
export const CELL_NAMES = Object.keys(CELLS) as [CellName, ...CellName[]];
export const RECURRENT_CELLS = CELL_NAMES.filter((name) => CELLS[name].reads === 'sequences');
/** Cells without a memory: each layer hands on to the next. */
export const FORWARD_CELLS = CELL_NAMES.filter((name) => CELLS[name].reads !== 'sequences');

export const isRecurrent = (cell: CellName): boolean => CELLS[cell].reads === 'sequences';
export const isConv = (cell: CellName): boolean => CELLS[cell].reads === 'images';
/** Cells whose state passes through gates. */
export const isGated = (cell: CellName): boolean => CELLS[cell].gates > 1;

/** `simpleRnn, lstm or gru`. */
export const recurrentInWords = (): string => listed(RECURRENT_CELLS, 'or');

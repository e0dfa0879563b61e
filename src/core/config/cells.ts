// The cells that a layer can consist of: dense, or recurrent over the time steps of a sequence. Keras' definitions and order of gates.
import { listed } from '../text/list.js';

export interface CellRecord {
  /** What it is, in a few words. */
  readonly doc: string;
  /** Columns of the kernel for each unit: the gates and the candidate. */
  readonly gates: number;
  /** Its word in the description of a network. */
  readonly word: string;
  /** Recurrent cells read sequences. */
  readonly recurrent: boolean;
}

export const CELLS = {
  dense: { doc: 'dense layers', gates: 1, word: '', recurrent: false },
  simpleRnn: { doc: 'h = f(x W + h U + b)', gates: 1, word: 'rnn', recurrent: true },
  lstm: {
    doc: 'input, forget and output gate around a cell state that is added to, not multiplied by a kernel',
    gates: 4,
    word: 'lstm',
    recurrent: true,
  },
  gru: {
    doc: 'update and reset gate; the state is a mean of the last state and a candidate',
    gates: 3,
    word: 'gru',
    recurrent: true,
  },
} as const satisfies Readonly<Record<string, CellRecord>>;

export type CellName = keyof typeof CELLS;
export const CELL_NAMES = Object.keys(CELLS) as [CellName, ...CellName[]];
export const RECURRENT_CELLS = CELL_NAMES.filter((name) => CELLS[name].recurrent);

export const isRecurrent = (cell: CellName): boolean => CELLS[cell].recurrent;
/** Cells whose state passes through gates. */
export const isGated = (cell: CellName): boolean => CELLS[cell].gates > 1;

/** `simpleRnn, lstm or gru`. */
export const recurrentInWords = (): string => listed(RECURRENT_CELLS, 'or');

// The results of a map's cells: one record a run, and their medians.
import type { SweepCell } from './order.js';
import type { VerdictName } from './verdicts.js';

/** What is measured only where it is chosen; absent where it is not. */
export interface Chosen {
  /** What the diagnosis says of the run at its end. */
  readonly verdict?: VerdictName;
  /** Step of the first alarm; infinite: none. */
  readonly alarm?: number;
  /** Step after which the run is solved; infinite: never. */
  readonly solved?: number;
  /** As last measured; null: not measured. */
  readonly noiseScale?: number | null;
  readonly stability?: number | null;
  readonly sharpness?: number | null;
  readonly stableRate?: number | null;
  /** RMS and largest singular value of the Jacobian of the hidden layers before the first step; null: the network has none. */
  readonly jacobian?: number | null;
  readonly jacobianLargest?: number | null;
  /** RMS singular value of the Jacobian from the inputs to the logits before the first step. */
  readonly outputJacobian?: number | null;
}

/** The figures of instruments that a setting switches on. */
export const INSTRUMENT_FIGURES = [
  'noiseScale',
  'stability',
  'sharpness',
  'stableRate',
  'jacobian',
  'jacobianLargest',
  'outputJacobian',
] as const;
export type InstrumentFigure = (typeof INSTRUMENT_FIGURES)[number];

/** The result of one run. */
export interface SeedResult extends Chosen {
  readonly seed: number;
  readonly steps: number;
  /** On the whole training set in evaluation mode; NaN or infinite if the run diverged. */
  readonly loss: number;
  /** Share 0..1; null for regression. */
  readonly accuracy: number | null;
  /** gradRms(first) / gradRms(last hidden), medians of the last steps; null with fewer than three hidden layers or a non-finite gradient. */
  readonly R: number | null;
  /** Decades lost per layer towards the input; null like R. */
  readonly slope: number | null;
  /** R of the first steps: the effect of initialization alone, which the theory describes. */
  readonly initialR: number | null;
  readonly diverged: boolean;
  /** Loss of a network that knows only the class frequencies, or the target's variance. */
  readonly labelEntropy: number;
  /** 0: regression. */
  readonly classes: number;
  /** Steps of a whole run, where a chosen metric counts steps. */
  readonly totalSteps?: number;
}

/** Runs of a cell and their medians; a non-finite loss ranks above all others. */
export interface CellResult extends SweepCell, Chosen {
  readonly x: number;
  readonly y: number;
  /** Where the plan has a third axis. */
  readonly z?: number;
  readonly seeds: readonly SeedResult[];
  readonly loss: number;
  readonly accuracy: number | null;
  readonly R: number | null;
  readonly slope: number | null;
  readonly initialR: number | null;
  /** How many of the runs diverged. */
  readonly diverged: number;
}

/** Whether at least half of the runs diverged. */
export const cellDiverged = (cell: CellResult): boolean => 2 * cell.diverged >= Math.max(1, cell.seeds.length);

/** Whether the cell trains: its loss is below half of chance level. */
export const cellTrained = (cell: CellResult): boolean =>
  !cellDiverged(cell) && cell.loss < 0.5 * (cell.seeds[0]?.labelEntropy ?? NaN);

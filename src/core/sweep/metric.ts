// A metric of a map: how it is measured, named, coloured and chosen.
import type { Config } from '../config/schema.js';
import type { CellResult, SeedResult } from './results.js';

/** The values at the ends of a scale that fits a map. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

export interface Metric {
  /** In legends and titles. */
  readonly words: string;
  readonly unit: string;
  /** For the documentation: what it is for one run, and its scale. */
  readonly doc: string;
  readonly scale: string;
  /** The value of a run; null: it has none. Absent: the value belongs to the cell. */
  readonly ofRun?: (run: SeedResult) => number | null | undefined;
  /** Ratios are averaged as logarithms. */
  readonly geometric?: true;
  readonly ofCell: (cell: CellResult) => number | null | undefined;
  readonly format: (value: number) => string;
  /** The values at the dark and bright ends; without a run where no cell is done. */
  readonly ends: (run: SeedResult | undefined, span: Span | null) => readonly [string, string];
  /** 0 is dark, 1 is bright; null: no colour. */
  readonly fraction: (value: number, run: SeedResult, span: Span | null) => number | null;
  /** The scale is logarithmic and fits the values of the map, or fits them with 1 in the middle; absent: it is fixed. */
  readonly fits?: 'values' | 'aroundOne';
  /** How it is chosen: measured in every sweep, by `--metric` or `--measure`, by a setting, or with several seeds. */
  readonly chosen: 'always' | 'measure' | 'seeds' | Instrument;
  /** Why the configuration has no such value; null: it has. */
  readonly without?: (config: Config) => string | null;
  /** The end of the scale that is better; null: neither. */
  readonly better: 'low' | 'high' | null;
}

/** A setting that switches the measurement on. */
export type Instrument = 'noiseScale' | 'sharpness' | 'jacobian';

// A measure of a lesson question, and the bands of its choices.
import type { Config } from '../config/schema.js';
import type { RunState } from '../run/runState.js';

export interface Found {
  /** Index of the right choice. */
  readonly answer: number;
  /** The figures, in one sentence. */
  readonly sentence: string;
  /** Whether the figure is so near a limit that another seed may give the other answer; the guess then does not count. */
  readonly close?: boolean;
  /** The layer that the figure belongs to, if it is of one. */
  readonly layer?: number;
}

export interface Measure {
  /** Two to four choices, fixed by the configuration before there are data. Exactly one is right. */
  readonly choices: (config: Config) => readonly string[];
  /** The answer as of a step; null while it cannot be measured. */
  readonly find: (run: RunState, step: number, config: Config) => Found | null;
  /** The settings without which the figure does not exist; null if this network gives it. */
  readonly needs?: (config: Config) => string | null;
  /** Whether the figure does not exist before the first step. */
  readonly needsSteps?: boolean;
  /** The panel that shows the figure; for recurrent networks it can be another one. */
  readonly panel: string;
  /** Whether a panel of half the width leaves the figure out. */
  readonly wide?: boolean;
  /** Where in that panel. */
  readonly where: string;
}

export const short = (value: number): string =>
  !Number.isFinite(value)
    ? String(value)
    : value !== 0 && Math.abs(value) < 0.01
      ? value.toExponential(1)
      : value.toPrecision(3);
export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** A limit between two choices, and how near to it a figure is too close to call. */
export interface Limit {
  readonly at: number;
  readonly margin: number;
}

/** The band that a figure falls into, counted from the lowest, is the answer; NaN and infinity fall into the highest. */
export function banded(value: number, limits: readonly Limit[], sentence: string): Found {
  const above = limits.findIndex(({ at }) => value < at);
  const close = limits.some(({ at, margin }) => Math.abs(value - at) < margin);
  return { answer: above === -1 ? limits.length : above, sentence, ...(close ? { close } : {}) };
}

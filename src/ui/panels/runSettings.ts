// The column of the table of runs that compares hyperparameters.
import { differingHparams, hparamInWords } from '../../core/run/hparams.js';
import { textWidth } from '../../core/text/width.js';
import type { RunView } from './panel.js';

export const LEAST_SETTINGS = 8;
const WIDEST = 32;

const differing = (allRuns: readonly RunView[]): string[] =>
  differingHparams(allRuns.map(({ state }) => state.run?.hparams));

export const haveSettings = (allRuns: readonly RunView[]): boolean => differing(allRuns).length > 0;

/** The hyperparameters that differ between the runs: `lr 0.1, seed 3`. */
export interface SettingsColumn {
  readonly words: ReadonlyMap<RunView, string>;
  readonly width: number;
}

/** Null if none differ, or without room. */
export function settingsOf(allRuns: readonly RunView[], room: number): SettingsColumn | null {
  const names = differing(allRuns);
  const width = Math.min(WIDEST, room);
  if (names.length === 0 || width < LEAST_SETTINGS) return null;
  const words = allRuns.map((run): [RunView, string] => {
    const { hparams } = run.state.run ?? {};
    return [
      run,
      hparams === undefined ? '-' : names.map((name) => `${name} ${hparamInWords(hparams, name)}`).join(', '),
    ];
  });
  const longest = Math.max(LEAST_SETTINGS, ...words.map(([, said]) => textWidth(said)));
  return { words: new Map(words), width: Math.min(width, longest) };
}

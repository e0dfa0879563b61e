// A run whose writer has gone quiet: no end, and nothing new for a while.
import { silenceInWords } from '../format.js';
import type { RunState } from './runState.js';

/** Long enough for slow steps and validations. */
export const QUIET_S = 60;

/** Whether the run has taken all the steps that its log announces. */
export function isComplete({ run, step }: Pick<RunState, 'run' | 'step'>): boolean {
  const total = run?.totalSteps;
  return total !== undefined && step >= total;
}

type Silent = Pick<RunState, 'end' | 'silentSeconds'>;

export const isQuiet = ({ end, silentSeconds }: Silent): boolean =>
  end === null && silentSeconds !== null && silentSeconds >= QUIET_S;

export function quietInWords({ run, step, silentSeconds }: RunState): string {
  const total = run?.totalSteps;
  return `nothing new for ${silenceInWords(silentSeconds ?? 0)}: last step ${step}${total === undefined ? '' : ` of ${total}`}, and no end event`;
}

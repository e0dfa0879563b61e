// Runs that are too short to judge by their loss: few steps, in which the layers cannot move by their own size.
import type { Evidence } from './rule.js';

/** Steps, and sum of updates over weights of a typical layer, below which no network is trained: those that learned moved by 0.1 to 2.7. */
export const SHORT = { steps: 128, path: 1 } as const;

/** How far a typical layer moves over the whole run at its pace so far, in units of its size. */
export const pathToEnd = ({ path, step, run }: Evidence): number => path * Math.max(1, run.totalSteps / step);

export const isShort = (evidence: Evidence): boolean =>
  evidence.run.totalSteps < SHORT.steps && pathToEnd(evidence) < SHORT.path;

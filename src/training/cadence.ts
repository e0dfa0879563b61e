// Schedules probes: often enough to show the course of a run, rarely enough to cost little.

/** Minimum number of steps between probes, because a probe costs a small network more than eight steps. */
const LEAST = 8;
/** A long run has about this many probes, */
const OF_A_RUN = 400;
/** or more if otherwise more than this many samples lie between two probes. */
const MOST_SAMPLES = 65_536;
/** Minimum number of steps between probes within an epoch. */
const PART = 25;

/** Every so many whole epochs, or equal parts of each epoch. */
type Pattern = { readonly every: number } | { readonly parts: number };

function patternOf(perEpoch: number, total: number, batchSize: number): Pattern {
  const least = Math.max(LEAST, Math.min(total / OF_A_RUN, MOST_SAMPLES / batchSize));
  if (perEpoch < least) return { every: perEpoch * Math.ceil(least / perEpoch) };
  return { parts: Math.max(1, Math.floor(perEpoch / Math.max(PART, least))) };
}

/**
 * Whether a probe follows a step: at the end of each epoch, also at equal parts of long epochs, and every few short epochs.
 * It depends only on the length and batch size of the run, so a configuration is always probed at the same steps.
 */
export function probeCadence(perEpoch: number, total: number, batchSize: number): (step: number) => boolean {
  const pattern = patternOf(perEpoch, total, batchSize);
  if ('every' in pattern) return (step) => step % pattern.every === 0;
  const { parts } = pattern;
  return (step) => {
    const before = (step - 1) % perEpoch;
    return Math.floor(((before + 1) * parts) / perEpoch) > Math.floor((before * parts) / perEpoch);
  };
}

/** Probes for each step of such a run, on average. */
export function probesPerStep(perEpoch: number, total: number, batchSize: number): number {
  const pattern = patternOf(perEpoch, total, batchSize);
  return 'every' in pattern ? 1 / pattern.every : pattern.parts / perEpoch;
}

/** Whether steps are probed; `first` asks for the probe before them. */
export const probesSteps = (probes: boolean | 'first' = true): boolean => probes === true;

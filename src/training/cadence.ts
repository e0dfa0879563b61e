// When a run is probed: often enough to tell its course, seldom enough that nobody waits for it.

/** A probe costs a small network as much as eight steps and more: so many lie between two at least, more in a run of many steps. */
const LEAST = 8;
/** About so many probes tell a run's course, */
const OF_A_RUN = 400;
/** but however long it is, one comes when about so many samples have been seen. */
const MOST_SAMPLES = 65_536;
/** Within an epoch. */
const PART = 25;

/**
 * Whether a probe follows a step: at the end of each epoch, in long epochs at even parts too, in short ones every few epochs.
 * It depends on the run's length and batch size alone, so that the same configuration is always sampled at the same steps.
 */
export function probeCadence(perEpoch: number, total: number, batchSize: number): (step: number) => boolean {
  const least = Math.max(LEAST, Math.min(total / OF_A_RUN, MOST_SAMPLES / batchSize));
  if (perEpoch < least) {
    const every = perEpoch * Math.ceil(least / perEpoch);
    return (step) => step % every === 0;
  }
  const parts = Math.max(1, Math.floor(perEpoch / Math.max(PART, least)));
  return (step) => {
    const before = (step - 1) % perEpoch;
    return Math.floor(((before + 1) * parts) / perEpoch) > Math.floor((before * parts) / perEpoch);
  };
}

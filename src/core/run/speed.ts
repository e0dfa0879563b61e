// Steps a second as a reader sees them: the slope over the last seconds, from (time, step) pairs. The clock is an argument.
import type { RunState } from './runState.js';

/** Pairs of the last `WINDOW_MS`, at most one in `SAMPLE_MS`. */
export interface Speedometer {
  readonly times: number[];
  readonly steps: number[];
}

const SAMPLE_MS = 200;
const WINDOW_MS = 3000;

export const newSpeedometer = (): Speedometer => ({ times: [], steps: [] });

/**
 * Looks at the clock (`now` in milliseconds) and keeps `run.stepsPerSecond`: null until two pairs lie apart, and when the run
 * does not run. Returns whether the figure changed.
 */
export function measureSpeed(run: RunState, now: number): boolean {
  const before = run.stepsPerSecond;
  const { times, steps } = run.speed;
  if (run.status !== 'running') {
    times.length = 0;
    steps.length = 0;
    run.stepsPerSecond = null;
    return before !== null;
  }
  const newest = times.at(-1);
  if (newest !== undefined && now - newest < SAMPLE_MS) return false;
  times.push(now);
  steps.push(run.step);
  while (times.length > 2 && now - (times[0] ?? now) > WINDOW_MS) {
    times.shift();
    steps.shift();
  }
  const elapsed = now - (times[0] ?? now);
  if (elapsed > 0) run.stepsPerSecond = ((run.step - (steps[0] ?? run.step)) * 1000) / elapsed;
  return run.stepsPerSecond !== before;
}

// Steps per second: the slope over the last seconds of (time, step) pairs. The clock is an argument.

/** Pairs of the last `WINDOW_MS`, at most one every `SAMPLE_MS`. */
export interface Speedometer {
  readonly times: number[];
  readonly steps: number[];
  /** The last step that was seen to arrive, and when; null before the first look. */
  stepped: { step: number; at: number; lookedAt: number } | null;
  /** The longest recent gap between two steps, in milliseconds; it fades with each further step. */
  usualMs: number;
  /** Milliseconds without a step before the first look. */
  quietMs: number;
}

/** The parts of a run that speed and silence need. */
export interface Timed {
  readonly status: string;
  readonly step: number;
  readonly speed: Speedometer;
  stepsPerSecond: number | null;
  silentSeconds: number | null;
}

const SAMPLE_MS = 200;
const WINDOW_MS = 3000;

/** Milliseconds without a step after which a run may hang. */
const SILENT_MS = 5000;
/** After a longer gap between two calls the program itself was suspended, so the gap does not count as silence of the run. */
const BLIND_MS = 2000;

/** Factor by which `usualMs` fades with each step. */
const FADE = 0.9;

export const newSpeedometer = (): Speedometer => ({ times: [], steps: [], stepped: null, usualMs: 0, quietMs: 0 });

/**
 * Looks at the clock (`now` in milliseconds) and keeps `run.silentSeconds`. `expectedMs`: between two steps, at a live pace;
 * silence is what lasts three times as long. Returns whether the figure changed.
 */
export function measureSilence(run: Timed, now: number, expectedMs: number): boolean {
  const before = run.silentSeconds;
  const { speed, step } = run;
  const seen = speed.stepped;
  if (run.status !== 'running' && run.status !== 'starting') speed.stepped = null;
  else if (seen === null) {
    speed.stepped = { step, at: now - speed.quietMs, lookedAt: now };
    speed.quietMs = 0;
  } else if (now - seen.lookedAt > BLIND_MS) speed.stepped = { step, at: now, lookedAt: now };
  else if (seen.step !== step) {
    speed.usualMs = Math.max(now - seen.at, FADE * speed.usualMs);
    speed.stepped = { step, at: now, lookedAt: now };
  } else seen.lookedAt = now;
  const silentMs = speed.stepped === null ? 0 : now - speed.stepped.at;
  run.silentSeconds = silentMs >= Math.max(SILENT_MS, 3 * expectedMs) ? coarse(Math.floor(silentMs / 1000)) : null;
  return run.silentSeconds !== before;
}

/** Whole seconds for half a minute, then tens, from five minutes on whole minutes: a quiet run redraws the screen that often. */
const coarse = (seconds: number): number => seconds - (seconds % (seconds < 30 ? 1 : seconds < 300 ? 10 : 60));

/** Sets the silence at the start to `ms` milliseconds, as the time of a file shows it. */
export function beginQuiet(speed: Speedometer | undefined, ms: number): void {
  if (speed === undefined) return;
  speed.quietMs = ms;
  speed.stepped = null;
  // Until now the speed was that of reading the file.
  speed.times.length = 0;
  speed.steps.length = 0;
}

/**
 * Updates `run.stepsPerSecond` at `now` (milliseconds): null until two pairs are apart, and while the run
 * is not running. Returns whether the value changed.
 */
export function measureSpeed(run: Timed, now: number): boolean {
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

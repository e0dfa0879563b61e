// Turns the state of runs back into events, to start a log in the middle of a run or after its end.
import type { GradtopEvent, ToldRun } from './events.js';
import type { RunState } from './runState.js';

/** Order at the same step: the step, its measurements, its findings. */
const PLACE: Partial<Record<GradtopEvent['type'], number>> = {
  step: 0,
  probe: 1,
  weights: 1,
  boundary: 1,
  scores: 1,
  epoch: 2,
  finding: 3,
  end: 4,
};

/** All events that are in memory, merged by step as on the screen. */
export function openingEvents(runs: readonly RunState[]): GradtopEvent[] {
  // The log holds the run from its beginning.
  const descriptions = runs.flatMap(({ run }) => (run === null ? [] : withoutResumes(run)));
  const placed = runs
    .flatMap(keptOf)
    .map((event) => ({ event, step: event.step, place: PLACE[event.type] ?? 0 }))
    .sort((a, b) => a.step - b.step || a.place - b.place)
    .map(({ event }) => event);
  return [...descriptions, ...placed];
}

const withoutResumes = ({ resumes: _, ...run }: ToldRun): ToldRun => run;

const keptOf = ({ recent, probes, weights, boundaries, scores, epochs, findings, end }: RunState) => [
  ...recent,
  ...probes,
  ...weights,
  ...boundaries,
  ...scores,
  ...epochs,
  ...findings,
  ...(end === null ? [] : [end]),
];

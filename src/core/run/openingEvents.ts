// What is kept of runs as events again: the opening of a log that begins when they are under way, or have ended. Pure.
import type { GradtopEvent } from './events.js';
import type { RunState } from './runState.js';

/** At the same step: the step itself, what was measured after it, what was concluded from it. */
const PLACE: Partial<Record<GradtopEvent['type'], number>> = {
  step: 0,
  probe: 1,
  weights: 1,
  boundary: 1,
  epoch: 2,
  finding: 3,
  end: 4,
};

/** The runs' descriptions and everything that is kept of them, step beside step as they stand on the screen. */
export function openingEvents(runs: readonly RunState[]): GradtopEvent[] {
  const descriptions = runs.flatMap(({ run }) => run ?? []);
  const placed = runs
    .flatMap(keptOf)
    .map((event) => ({ event, step: event.step, place: PLACE[event.type] ?? 0 }))
    .sort((a, b) => a.step - b.step || a.place - b.place)
    .map(({ event }) => event);
  return [...descriptions, ...placed];
}

const keptOf = ({ recent, probes, weights, boundaries, epochs, findings, end }: RunState) => [
  ...recent,
  ...probes,
  ...weights,
  ...boundaries,
  ...epochs,
  ...findings,
  ...(end === null ? [] : [end]),
];

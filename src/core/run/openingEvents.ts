// What is kept of a run as events again: the opening of a log that begins when the run is under way, or has ended. Pure.
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

/** The run's description and everything that is kept of it, in the order of a log written from the start. */
export function openingEvents(run: RunState): GradtopEvent[] {
  const kept = [...run.recent, ...run.probes, ...run.weights, ...run.boundaries, ...run.epochs, ...run.findings];
  const placed = [...kept, ...(run.end === null ? [] : [run.end])]
    .map((event) => ({ event, step: event.step, place: PLACE[event.type] ?? 0 }))
    .sort((a, b) => a.step - b.step || a.place - b.place)
    .map(({ event }) => event);
  return run.run === null ? placed : [run.run, ...placed];
}

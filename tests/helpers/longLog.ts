// Logs of one run of many steps, in temporary files.
import type { GradtopEvent } from '../../src/core/run/events.js';
import { encodeEvent } from '../../src/runtime/journal.js';
import { probeEvent, runEvent, stepEvent } from '../core/run/events.js';
import { scratch } from './scratch.js';

const { file } = scratch('jump');
let files = 0;
/** Writes the events as a log and returns its path. */
export const logOf = (events: readonly GradtopEvent[]): string =>
  file(`${(files += 1)}.jsonl`, events.map((event) => `${encodeEvent(event)}\n`).join(''));
export const lossAt = (step: number): number => 0.7 / Math.sqrt(step);
export const steps = (count: number, runId = 'run-1'): GradtopEvent[] =>
  Array.from({ length: count }, (_, i) => ({ ...stepEvent(i + 1, { loss: lossAt(i + 1) }), runId }));
export const RUN: GradtopEvent = { ...runEvent(), runId: 'run-1' };
export const LONG = logOf([RUN, { ...probeEvent(0), runId: 'run-1' }, ...steps(20_000)]);

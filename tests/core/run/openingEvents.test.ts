import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import { openingEvents } from '../../../src/core/run/openingEvents.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { verdictSentence } from '../../../src/core/diagnosis/verdict.js';
import { decodeLog } from '../../../src/runtime/journal.js';
import { runEvent, stepEvent } from './events.js';

const told = (events: readonly GradtopEvent[]) =>
  events.reduce((run, event) => applyEvent(run, event), createRunState('r', null));

describe('openingEvents', () => {
  it('repeat a run as far as it is kept, with weights, findings and the end', () => {
    const file = 'tests/fixtures/logs/vanishing-sigmoid.jsonl';
    const run = told(decodeLog(readFileSync(file, 'utf8'), file));
    expect(run.findings.length).toBeGreaterThan(0);
    const again = told(openingEvents([run]));
    expect(verdictSentence(again)).toBe(verdictSentence(run));
    expect(again.findings).toEqual(run.findings);
    expect(again.end).toEqual(run.end);
    expect(again.weights.at(-1)).toEqual(run.weights.at(-1));
    expect(again.probes.at(-1)).toEqual(run.probes.at(-1));
  });

  it('are in order of steps, each step before the findings on it', () => {
    const file = 'tests/fixtures/logs/vanishing-sigmoid.jsonl';
    const events = openingEvents([told(decodeLog(readFileSync(file, 'utf8'), file))]).slice(1);
    const steps = events.map((event) => ('step' in event ? event.step : NaN));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    const finding = events.findIndex((event) => event.type === 'finding');
    expect(events.slice(0, finding).some((event) => event.type === 'step' && event.step === steps[finding])).toBe(true);
  });

  it('begin with the `run` event if there is one', () => {
    expect(openingEvents([createRunState('r', null)])).toEqual([]);
    expect(openingEvents([told([runEvent(), stepEvent(1)])]).map((event) => event.type)).toEqual(['run', 'step']);
  });

  it('of several runs are interleaved by step', () => {
    const two = ['a', 'b'].map((runId) =>
      [runEvent({}, { runId }), stepEvent(1), stepEvent(2)].reduce<ReturnType<typeof createRunState>>(
        (run, event) => applyEvent(run, { ...event, runId }),
        createRunState(runId, null),
      ),
    );
    expect(openingEvents(two).map((event) => `${event.type} ${event.runId}`)).toEqual([
      'run a',
      'run b',
      'step a',
      'step b',
      'step a',
      'step b',
    ]);
  });
});

// Runs of one log that follow each other, and runs that train together.
import { describe, expect, it } from 'vitest';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { Successions } from '../../../src/runtime/watch/succession.js';
import { runEvent } from '../../core/run/events.js';

const begin = (runId: string): GradtopEvent => ({ type: 'run', runId });
const step = (runId: string, n = 1): GradtopEvent => ({ type: 'step', runId, step: n, loss: 1 });
/** `RUN<OLD,OLD` for each succession. */
const played = (...events: GradtopEvent[]): string[] => {
  const successions = new Successions();
  return events.flatMap((event) => {
    const found = successions.take([event]);
    return found === null ? [] : [`${found.by}<${found.runIds.join(',')}`];
  });
};

describe('a run follows the runs before it', () => {
  it('from its first step on, once', () => {
    expect(played(begin('a'), step('a'), begin('b'))).toEqual([]);
    expect(played(begin('a'), step('a'), begin('b'), step('b'), step('b', 2))).toEqual(['b<a']);
  });

  it('if there are several', () => {
    expect(played(begin('a'), step('a'), begin('b'), step('b'), begin('c'), step('c'))).toEqual(['b<a', 'c<a,b']);
  });

  it('at once if it shares their id', () => {
    expect(played(begin('a'), step('a'), begin('a (2)'))).toEqual(['a (2)<a']);
  });

  it('without a run event', () => {
    expect(played(step('a'), step('b'))).toEqual(['b<a']);
  });

  it('not if they have gone on since it began', () => {
    expect(played(begin('a'), step('a'), begin('b'), step('a', 2), step('b'))).toEqual([]);
    expect(played(begin('a'), begin('b'), step('a'), step('b'), step('a', 2))).toEqual([]);
  });

  it('if it resumes after them', () => {
    const resumed: GradtopEvent = { type: 'run', runId: 'a', resumes: 1 };
    expect(played(begin('a'), step('a'), begin('b'), step('b'), resumed, step('a', 2))).toEqual(['b<a', 'a<b']);
    expect(played(begin('a'), step('a'), resumed, step('a', 2))).toEqual([]);
  });

  it("not among gradtop's own runs of one session", () => {
    const own = (runId: string): GradtopEvent => ({ ...runEvent(), runId });
    expect(played(own('run-1'), step('run-1'), own('run-2'), step('run-2'))).toEqual([]);
    expect(played(own('run-1'), step('run-1'), own('run-1 (2)'))).toEqual(['run-1 (2)<run-1']);
  });
});

it('forgets runs whose log begins again', () => {
  const successions = new Successions();
  successions.take([step('a')]);
  successions.forget(['a']);
  expect(successions.take([step('b')])).toBeNull();
});

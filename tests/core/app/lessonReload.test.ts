// A lesson whose file changes while it is played.
import { describe, expect, it } from 'vitest';
import { startLesson } from '../../../src/core/lesson/play.js';
import { lessonSchema, type Lesson } from '../../../src/core/lesson/schema.js';
import { runEvent, stepEvent } from '../run/events.js';
import { Dash } from './helpers.js';

const STEPS = [
  { title: 'read', text: 'a', preset: 'fewer-layers', panel: 'data' },
  {
    title: 'choose',
    text: 'b',
    question: { ask: 'which?', options: [{ text: 'one', right: true }, { text: 'two' }] },
  },
  { title: 'ask', text: 'c', change: { depth: 7 }, question: { ask: 'which?', measure: 'outcome' } },
];
const lessonOf = (...steps: readonly object[]): Lesson =>
  lessonSchema.parse({ name: 'test', title: 'Test', teaches: 'nothing', steps });
/** The lesson at its last step, with the answer to the second one. */
const played = (): Dash => {
  const dash = new Dash({ configs: [], lesson: startLesson(lessonOf(...STEPS)) });
  return dash.press('enter', '1', 'enter');
};
const [read, choose, ask] = STEPS as [object, object, object];

describe('a lesson that is reloaded', () => {
  it('goes on with its run if only words have changed', () => {
    const dash = played().press('1');
    const runId = dash.state.focus;
    dash.do({
      type: 'events',
      runId,
      events: [
        { ...runEvent(), runId },
        { ...stepEvent(1), runId },
      ],
    });
    dash.do({ type: 'lesson', lesson: lessonOf(read, choose, { ...ask, text: 'new', title: 'other' }) });
    expect(dash.commands.filter(({ type }) => type === 'start')).toEqual([]);
    expect(dash.state.focus).toBe(runId);
    expect(dash.state.lesson).toMatchObject({ index: 2, lesson: { steps: [{}, {}, { text: 'new' }] } });
    expect(dash.state.lesson?.answers.get(2)?.guess).toBe(0);
    expect(dash.message).toContain('step 3 of 3');
  });

  it.each([
    ['the network', { ...ask, change: { depth: 5 } }, { depth: 5 }],
    ['the panel', { ...ask, panel: 'loss' }, { depth: 7 }],
  ])('begins the step again with %s that has changed', (_, step, config) => {
    const dash = played().do({ type: 'lesson', lesson: lessonOf(read, choose, step) });
    expect(dash.did.some((one) => one.startsWith('start'))).toBe(true);
    expect(dash.config).toMatchObject(config);
    expect(dash.state.lesson?.index).toBe(2);
  });

  it('shows a fault of the file until the file is valid again', () => {
    const dash = played().do({ type: 'lesson', fault: 'own.yaml:3: a fault' });
    expect(dash.message).toBe('own.yaml:3: a fault');
    expect(dash.press('tab').state.lesson).toMatchObject({ index: 2, fault: 'own.yaml:3: a fault' });
    dash.do({ type: 'lesson', lesson: lessonOf(...STEPS) });
    expect(dash.state.lesson?.fault).toBeUndefined();
  });

  it('keeps the answers to questions that are the same', () => {
    const other = { ...choose, question: { ask: 'what?', options: [{ text: 'one', right: true }, { text: 'two' }] } };
    const answers = (lesson: Lesson): number[] => [
      ...played().do({ type: 'lesson', lesson }).state.lesson!.answers.keys(),
    ];
    expect(answers(lessonOf(read, { ...choose, text: 'new' }, ask))).toEqual([1]);
    expect(answers(lessonOf(read, other, ask))).toEqual([]);
    expect(answers(lessonOf({ ...read, preset: 'relu' }, choose, ask))).toEqual([]);
  });

  it('stays at its last step if it has become shorter', () => {
    const { lesson } = played().do({ type: 'lesson', lesson: lessonOf(read, choose) }).state;
    expect(lesson).toMatchObject({ index: 1, furthest: 1 });
  });

  it('does not come back after it was left', () => {
    const dash = played().press('esc', 'esc');
    expect(dash.do({ type: 'lesson', lesson: lessonOf(read) }).state.lesson).toBeNull();
  });
});

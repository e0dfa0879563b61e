// A lesson by keyboard in the application: what each step starts, holds, shows and says.
import { describe, expect, it } from 'vitest';
import { lessonSchema } from '../../../src/core/lesson/schema.js';
import { startLesson } from '../../../src/core/lesson/play.js';
import { lessonInWords } from '../../../src/core/app/lesson.js';
import { helpRows } from '../../../src/core/app/keyTable.js';
import { runEvent, stepEvent } from '../run/events.js';
import { Dash } from './helpers.js';

const lesson = lessonSchema.parse({
  name: 'test',
  title: 'Test',
  teaches: 'nothing',
  steps: [
    { title: 'read', text: 'a', preset: 'fewer-layers', panel: 'data', pace: 5 },
    {
      title: 'ask',
      text: 'b',
      change: { depth: 7 },
      panel: 'loss',
      pace: 'full',
      question: { ask: 'which?', measure: 'outcome', at: 'end' },
    },
    { title: 'look', text: 'c', panel: 'chain', enlarged: true, pace: 2 },
  ],
});
const begin = (): Dash => new Dash({ configs: [], lesson: startLesson(lesson) });
const send = (dash: Dash, steps: number): Dash => {
  const runId = dash.state.focus;
  const events = Array.from({ length: steps }, (_, i) => ({ ...stepEvent(i + 1), runId }));
  return dash.do({ type: 'events', runId, events: [{ ...runEvent(), runId }, ...events] });
};
const finish = (dash: Dash, loss: number): Dash => {
  const runId = dash.state.focus;
  return dash.do({
    type: 'events',
    runId,
    events: [{ type: 'end', runId, step: 40, reason: 'completed', loss, elapsedMs: 1, weightChange: [], message: '' }],
  });
};

describe('a lesson', () => {
  it('turns pages by key, and begins each step at its first', () => {
    const dash = begin().press('pagedown', 'pagedown', 'pageup');
    expect(dash.state.lesson?.turned).toBe(1);
    expect(dash.press('enter').state.lesson?.turned).toBe(0);
  });

  it('starts the first step: its run, panel and pace', () => {
    const dash = begin();
    expect(dash.did).toEqual(['start run-1']);
    expect(dash.config).toMatchObject({ name: 'fewer-layers', depth: 3 });
    expect(dash.state.ui).toMatchObject({ focusPanel: 'data', pace: 5, fullSpeed: false, paused: false });
  });

  it('holds a run with a question until the guess, and measures at the end', () => {
    const dash = begin().press('enter');
    expect(dash.did).toEqual(['drop run-1', 'start run-2', 'keep']);
    expect(dash.config).toMatchObject({ name: 'fewer-layers', depth: 7 });
    expect(dash.commands[1]).toMatchObject({ request: { paused: true, pace: null } });
    expect(dash.press('enter').message).toBe('guess first: press a number');
    expect(dash.press('5').message).toBe('no answer 5; allowed: 1 to 4');
    expect(dash.press('0').message).toBe('this question has no hint');
    expect(dash.press('2').did).toEqual(['send run-2 resume', 'keep']);
    send(dash, 40).press('enter');
    expect(dash.message).toBe('not yet: the answer follows at the end of the run');
    finish(dash, 0.3);
    expect(dash.state.lesson?.answers.get(1)).toEqual({
      guess: 1,
      found: { answer: 1, sentence: 'loss 0.3000, 43 % of chance level 0.6931' },
    });
    expect(dash.press('3').message).toBe('the guess stands');
  });

  it.each(['space', 's', 'f'])('runs nothing before the guess: %s waits', (key) => {
    const dash = begin().press('enter', key);
    expect(dash.did).toEqual([]);
    expect(dash.message).toMatch(/^guess first/);
    expect(dash.state.ui).toMatchObject({ paused: true });
    expect(dash.press('1').did).toEqual(['send run-2 resume', 'keep']);
  });

  it('a changed setting voids the question', () => {
    const dash = begin().press('enter', '2', 'a');
    expect(dash.state.lesson?.answers.get(1)).toMatchObject({ guess: 1, found: null });
    expect(dash.state.lesson?.answers.get(1)?.void).toMatch(/activation: sigmoid/);
    finish(send(dash, 40), 0.3);
    expect(dash.state.lesson?.answers.get(1)?.found).toBeNull();
    expect(dash.press('3').message).toMatch(/void/);
    expect(dash.press('enter').state.lesson?.index).toBe(2);
  });

  it('a twin does not void the question, which measures its own run', () => {
    const dash = begin().press('enter', '2', 'm', 'a');
    expect(dash.state.order).toHaveLength(2);
    expect(dash.state.lesson?.answers.get(1)).toEqual({ guess: 1, found: null });
  });

  it('shows the panel of the figure after a wrong answer', () => {
    const dash = begin().press('enter', '3', 'tab');
    expect(dash.state.ui.focusPanel).not.toBe('loss');
    expect(finish(send(dash, 40), 0.3).state.ui.focusPanel).toBe('loss');
  });

  it('a step without a change keeps the run on the screen', () => {
    const dash = finish(send(begin().press('enter', '1'), 40), 0.3).press('enter');
    expect(dash.state.focus).toBe('run-2');
    expect(dash.state.ui).toMatchObject({ focusPanel: 'chain', enlarged: true, pace: 2, fullSpeed: false });
  });

  it('a step restores its run after the learner has changed it', () => {
    const dash = finish(send(begin().press('enter', '1'), 40), 0.3).press('a', 'enter');
    expect(dash.config).toMatchObject({ depth: 7, activation: 'sigmoid' });
    expect(dash.state.focus).toBe('run-4');
  });

  it('does not ask an answered question again', () => {
    const dash = finish(send(begin().press('enter', '1'), 40), 0.3).press('enter', 'backspace');
    expect(dash.state.ui.paused).toBe(false);
    expect(dash.press('enter').state.lesson?.index).toBe(2);
    expect(begin().press('backspace').message).toBe('this is the first step');
  });

  it('ends with the score, and the dashboard has its keys again', () => {
    const dash = finish(send(begin().press('enter', '1'), 40), 0.69).press('enter', 'enter');
    expect(dash.state.lesson).toBeNull();
    expect(dash.message).toBe('lesson finished: 1 of 1 guessed right; the run continues');
    expect(dash.press('enter').state.ui.enlarged).toBe(false);
  });

  it('esc closes what is open first, then leaves', () => {
    const dash = begin().press('?', 'esc');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.press('z', 'esc').state.ui.enlarged).toBe(false);
    expect(dash.press('esc').state.lesson).toMatchObject({ leaving: true });
    expect(dash.press('tab').state.lesson).toMatchObject({ leaving: false });
    expect(dash.press('esc', 'esc').state.lesson).toBeNull();
    expect(dash.state.order).toEqual(['run-1']);
  });

  it('drops a twin that the learner started', () => {
    const dash = begin().press('m', 'a');
    expect(dash.state.order).toHaveLength(2);
    dash.press('enter');
    expect(dash.state.order).toHaveLength(1);
    expect(dash.config).toMatchObject({ depth: 7, activation: 'sigmoid' });
  });

  it('can begin with any step: with its network, held by its question', () => {
    const dash = new Dash({ configs: [], lesson: { ...startLesson(lesson), index: 1, furthest: 1 } });
    expect(dash.config).toMatchObject({ name: 'fewer-layers', depth: 7 });
    expect(dash.state.lesson).toMatchObject({ index: 1, furthest: 1 });
    expect(dash.state.ui.paused).toBe(true);
  });

  it('saves steps, answers and the end, and nothing else', () => {
    const dash = begin();
    const kept = (): readonly string[] =>
      dash.commands.flatMap((one) =>
        one.type === 'keep' ? [`${one.lesson.index} ${one.lesson.answers.size} ${one.lesson.finished}`] : [],
      );
    dash.press('enter');
    expect(kept()).toEqual(['1 0 false']);
    dash.press('1');
    expect(kept()).toEqual(['1 1 false']);
    dash.press('tab');
    expect(kept()).toEqual([]);
    finish(send(dash, 40), 0.69);
    expect(kept()).toEqual(['1 1 false']);
    dash.press('enter', 'enter');
    expect(kept()).toEqual(['2 1 true']);
    dash.press('tab');
    expect(kept()).toEqual([]);
  });

  it.each([[[]], [['esc', 'esc']]])('hands its step and score to the summary, after %j too', (keys) => {
    const dash = finish(send(begin().press('enter', '1'), 40), 0.69).press(...keys);
    expect(lessonInWords(dash.state)).toBe('lesson test: step 2 of 3, 1 of 1 guessed right; --step 2 resumes');
    expect(lessonInWords(new Dash().state)).toBeNull();
  });

  it('is first in the help while it runs', () => {
    expect(helpRows(begin().state)[0]).toMatchObject({ text: 'Lesson', title: true });
    expect(helpRows(new Dash().state)[0]).toMatchObject({ text: 'Network' });
  });
});

// The dashboard in lines: what is said by itself, once; what keys answer; and that it stays short.
import { describe, expect, it } from 'vitest';
import { updateReplay } from '../../../src/core/app/replay.js';
import type { AppState } from '../../../src/core/app/state.js';
import { initialState } from '../../../src/core/app/update.js';
import { lessonSchema } from '../../../src/core/lesson/schema.js';
import { startLesson } from '../../../src/core/lesson/play.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { DashboardNarrator } from '../../../src/ui/linear/dashboardNarrator.js';
import { PANEL_ENTRIES } from '../../../src/ui/panels/index.js';
import { Dash } from '../../core/app/helpers.js';
import { runEvent, stepEvent } from '../../core/run/events.js';
import { eventsIn } from '../../helpers/logs.js';

const LOG = 'tests/fixtures/logs/vanishing-sigmoid.jsonl';

/** Plays a recorded log in portions; all news, and the last state. */
function played(file: string, portion = 20) {
  const narrator = new DashboardNarrator();
  let state: AppState = initialState({
    configs: [],
    presets: [],
    panels: PANEL_ENTRIES,
    size: { columns: 80, rows: 24 },
    replay: true,
  }).state;
  const lines = [...narrator.news(state, 0)];
  const events = [...eventsIn(file)];
  for (let at = 0; at < events.length; at += portion) {
    const some = events.slice(at, at + portion);
    state = updateReplay(state, { type: 'events', runId: some[0]?.runId ?? '', events: some }).state;
    lines.push(...narrator.news(state, at));
  }
  return { narrator, state, lines };
}

describe('a run', () => {
  it('is said as its start, its findings and its end, in a few lines', () => {
    const { lines, narrator, state } = played(LOG);
    expect(lines[0]).toMatch(/^vanishing-sigmoid: 7 x 10 sigmoid.*parameters; backend/);
    expect(lines.some((line) => /^alarm in vanishing-sigmoid at step \d+: gradient vanishes/.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(/^vanishing-sigmoid: completed after \d+ steps, loss 0\.6\d+.*; gradient vanishes/);
    expect(lines.length).toBeLessThan(8);
    expect(narrator.news(state, 1e9)).toEqual([]);
  });

  it('says the same findings in portions of any size', () => {
    expect(new Set(played(LOG, 1000).lines)).toEqual(new Set(played(LOG, 7).lines));
  });

  it('reports progress at most every half minute', () => {
    const narrator = new DashboardNarrator();
    const dash = new Dash();
    const send = (...events: GradtopEvent[]): Dash => dash.do({ type: 'events', runId: 'run-1', events });
    send(runEvent(), stepEvent(1));
    narrator.news(dash.state, 0);
    send(...Array.from({ length: 500 }, (_, i) => stepEvent(i + 2)));
    expect(narrator.news(dash.state, 1000)).toEqual([]);
    expect(narrator.news(dash.state, 30_000)).toEqual([expect.stringMatching(/^vanishing-sigmoid: step 501 of \d+/)]);
    expect(narrator.news(dash.state, 90_000)).toEqual([]);
  });
});

describe('keys', () => {
  const said = (key: string): readonly string[] => {
    const { narrator, state } = played(LOG);
    const taken = narrator.take(key, state);
    return 'lines' in taken ? taken.lines : [];
  };

  it.each([
    ['s', 0, /^vanishing-sigmoid: completed, step \d+ of \d+, epoch \d+ of \d+, loss 0\.6/],
    ['s', 1, /^verdict: gradient vanishes/],
    ['v', 1, /^gradient lost .*: 0\.\d+, limit at least 0\.30$/],
    ['z', 0, /^layers of vanishing-sigmoid from the output to the input, step \d+$/],
    ['z', 1, /^output: gradient \S+, update to weight \S+, weights changed/],
    ['z', 8, /^hidden_1: gradient \S+/],
    ['t', 0, /no picture/],
    ['tab', 0, /no picture/],
  ])('%s, line %i', (key, at, pattern) => expect(said(key)[at]).toMatch(pattern));

  it('h is short; ? has every key that does something here', () => {
    expect(said('h').length).toBeLessThan(20);
    const all = said('?');
    expect(all).toEqual(expect.arrayContaining([expect.stringMatching(/^q: quit/), expect.stringMatching(/^a A: /)]));
    expect(all.filter((line) => /theme|next panel/.test(line))).toEqual([]);
  });

  it('the key of one step moves to the full stop; other keys reach the dashboard', () => {
    const { narrator, state } = played(LOG);
    expect(narrator.take('.', state)).toEqual({ key: 's' });
    expect(narrator.take('x', state)).toEqual({ key: 'x' });
  });

  it('a message is said once, and what has no lines is closed', () => {
    const narrator = new DashboardNarrator();
    const dash = new Dash();
    dash.do({ type: 'events', runId: 'run-1', events: [runEvent(), stepEvent(1)] });
    narrator.news(dash.state, 0);
    dash.press('w');
    const words = dash.message;
    expect(words).not.toBe('');
    expect(narrator.news(dash.state, 1)).toContain(words);
    dash.do({ type: 'tick', now: 5 });
    expect(narrator.news(dash.state, 2)).not.toContain(words);
    dash.press('?');
    expect(narrator.closing(dash.state)).toBe('esc');
    expect(narrator.closing(dash.press('esc', 'p').state)).toBeNull();
  });

  it('reads the picker entry by entry, and one layer', () => {
    const narrator = new DashboardNarrator();
    const dash = new Dash();
    dash.do({ type: 'events', runId: 'run-1', events: [runEvent(), stepEvent(1)] });
    narrator.news(dash.state, 0);
    expect(narrator.news(dash.press('p').state, 1)).toEqual([
      expect.stringMatching(/^3 presets: up and down/),
      expect.stringMatching(/^vanishing-sigmoid: /),
    ]);
    expect(narrator.news(dash.press('down').state, 2)).toEqual([expect.stringMatching(/^relu: /)]);
    expect(narrator.news(dash.press('esc').state, 3)).toEqual(['closed']);
    expect(narrator.news(dash.press('up').state, 4)).toEqual([expect.stringMatching(/^hidden_2: /)]);
  });
});

describe('a lesson', () => {
  const lesson = lessonSchema.parse({
    name: 'test',
    title: 'Test',
    teaches: 'nothing',
    steps: [
      { title: 'read', text: 'first text', preset: 'fewer-layers', pace: 5 },
      {
        title: 'ask',
        text: 'second text',
        question: {
          ask: 'which?',
          options: [
            { text: 'this', right: true },
            { text: 'that', why: 'it is not' },
          ],
          order: 'fixed',
        },
      },
    ],
  });

  it('reads the step, the question with its numbers, the result, and when enter goes on', () => {
    const narrator = new DashboardNarrator();
    const dash = new Dash({ configs: [], lesson: startLesson(lesson) });
    expect(narrator.greeting(dash.state)[0]).toBe('lesson Test');
    const runId = dash.state.focus;
    dash.do({
      type: 'events',
      runId,
      events: [
        { ...runEvent(), runId },
        { ...stepEvent(1), runId },
      ],
    });
    const first = narrator.news(dash.state, 0);
    expect(first).toEqual(expect.arrayContaining(['step 1 of 2: read', 'first text', 'enter goes on']));
    const second = narrator.news(dash.press('enter').state, 1);
    expect(second).toEqual([
      'step 2 of 2: ask',
      'second text',
      'question: which?',
      '1: this',
      '2: that',
      'Choose one.',
    ]);
    const answered = narrator.news(dash.press('2').state, 2);
    expect(answered).toEqual(['Not so: 1 is right: this', 'it is not', 'enter ends the lesson']);
    expect(narrator.news(dash.state, 3)).toEqual([]);
  });
});

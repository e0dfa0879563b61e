// The dashboard of a page without a browser: time, links and keys.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { explore } from '../../src/page/exploration.js';
import type { PageSession } from '../../src/page/session.js';
import { inWords } from '../../src/page/inWords.js';
import { recorded } from '../ui/panels/views.js';

const SIZE = { columns: 80, rows: 24 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pageOf = (log: string, copied: string[] = []): PageSession => openPage(recorded(log), copied);
function openPage(events: ReturnType<typeof recorded>, copied: string[] = []): PageSession {
  return explore(
    { events, presets: [] },
    {
      size: SIZE,
      theme: 'dark',
      now: () => Date.now(),
      changed: () => undefined,
      copy: (text) => copied.push(text),
    },
  );
}
const press = (page: PageSession, ...keys: string[]): void =>
  keys.forEach((key) => page.dispatch({ type: 'key', key }));
const step = (page: PageSession): number | undefined => page.state.runs.get(page.state.focus)?.step;

describe('a page', () => {
  it('plays from the first step, pauses, and goes on', () => {
    const page = pageOf('relu');
    page.follow({});
    vi.advanceTimersByTime(1000);
    expect(page.link()).toEqual({});
    press(page, 'space');
    const paused = step(page);
    vi.advanceTimersByTime(5000);
    expect(step(page)).toBe(paused);
    press(page, 'space');
    vi.advanceTimersByTime(1000);
    expect(step(page)).toBeGreaterThan(paused ?? 0);
  });

  it('goes where a link says, and gives the link back', () => {
    const page = pageOf('relu');
    page.follow({ step: 120, panel: 'heatmap' });
    expect(page.link()).toEqual({ step: 120, panel: 'heatmap' });
    vi.advanceTimersByTime(10_000);
    expect(page.state.ui).toMatchObject({ cursorStep: 120, focusPanel: 'heatmap', enlarged: true });
    expect(page.link()).toEqual({ step: 120, panel: 'heatmap' });
    press(page, 'enter', 'end');
    expect(page.link()).toEqual({ step: 'end' });
  });

  it('shows every run of a log whole where a link has a step', () => {
    const [first, second] = [recorded('relu'), recorded('exploding-rnn')].map((events, i) =>
      events.map((event) => ({ ...event, runId: `run-${i + 1}` })),
    );
    const page = openPage([...(first ?? []), ...(second ?? [])]);
    page.follow({ step: 40, run: 2 });
    vi.advanceTimersByTime(10_000);
    expect(page.state.focus).toBe('run-2');
    expect(page.state.ui.cursorStep).toBe(40);
    for (const run of page.state.runs.values()) expect(run.end, run.runId).not.toBeNull();
  });

  it('copies to the clipboard, and cannot be quit or changed', () => {
    const copied: string[] = [];
    const page = pageOf('relu', copied);
    page.follow({ step: 'end' });
    vi.advanceTimersByTime(10_000);
    press(page, 'Y');
    expect(copied).toEqual([expect.stringContaining('gradtop')]);
    press(page, 'q');
    expect(page.state.ui.message?.text).toContain('close the tab');
    press(page, 'a');
    expect(page.state.order).toHaveLength(1);
  });

  it('says in one sentence what runs and what the verdict is', () => {
    const page = pageOf('vanishing-sigmoid');
    page.follow({ step: 'end' });
    vi.advanceTimersByTime(10_000);
    expect(inWords(page.state)).toMatch(/^7 x 10 sigmoid.*, ended\. .*vanishes/);
  });
});

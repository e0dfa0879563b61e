// Lines of progress where the output cannot redraw.
import { expect, it } from 'vitest';
import { createProgress } from '../../src/cli/progress.js';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import { runEvent, stepEvent } from '../core/run/events.js';

it('prints a line once, however long the run stays where it is', () => {
  const lines: string[] = [];
  let now = 0;
  const progress = createProgress({ write: (text) => lines.push(text) }, false, () => now);
  const run = createRunState('r', null);
  applyEvent(run, runEvent());
  const total = runEvent().totalSteps;
  for (const step of [Math.ceil(total / 2), total]) {
    applyEvent(run, stepEvent(step));
    for (let look = 0; look < 4; look += 1, now += 6000) progress.show(run);
  }
  const plain = lines.filter((line) => !line.includes('no step for'));
  expect(new Set(plain).size).toBe(plain.length);
  expect(plain.length).toBe(2);
});

it('shows the fraction in the tab while the line is drawn, and clears it', () => {
  const shown: unknown[] = [];
  let now = 0;
  const progress = createProgress(
    { write: () => true },
    true,
    () => now,
    (tab) => shown.push(tab),
  );
  const run = createRunState('r', null);
  applyEvent(run, runEvent());
  const total = runEvent().totalSteps;
  for (const step of [total / 4, total]) {
    applyEvent(run, stepEvent(step));
    now += 1000;
    progress.show(run);
  }
  progress.note('a line of its own');
  progress.clear();
  expect(shown).toEqual([{ fraction: 0.25, state: 'running' }, { fraction: 1, state: 'running' }, null]);
});

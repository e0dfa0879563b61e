// The state in the top line.
import { expect, it } from 'vitest';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import { headerRow } from '../../../src/ui/chrome/header.js';
import { progressLine } from '../../../src/ui/chrome/progressLine.js';
import { toLines } from '../../../src/core/screen/canvas.js';
import { themeOf } from '../../../src/ui/themes/index.js';
import { Dash } from '../../core/app/helpers.js';

const theme = themeOf('dark');
const unended = () => {
  const run = createRunState('r', null);
  applyEvent(run, { type: 'step', runId: 'r', step: 1, loss: 1 });
  return run;
};

it.each([
  [null, 'running'],
  [30, 'running'],
  [6060, 'quiet'],
])('a run without an end that is silent for %j seconds is %s', (silentSeconds, word) => {
  const run = { ...unended(), silentSeconds };
  const text = headerRow(run, 'r', 100, { theme, ascii: false }).map((part) => part.text);
  expect(text.join('').trim().split(' ').at(-1)).toBe(word);
});

it('a picture without a clock names no pace', () => {
  const { ui } = new Dash().state;
  const line = (stepsPerSecond: number | null): string =>
    toLines(progressLine({ ...unended(), stepsPerSecond }, ui, 200, false, theme)).join('');
  expect(line(null)).not.toContain('pace');
  expect(line(10)).toContain('pace');
});

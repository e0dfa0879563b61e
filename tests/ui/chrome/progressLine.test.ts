// The header's second line: live, and as of the time cursor.
import { describe, expect, it } from 'vitest';
import { toLines } from '../../../src/core/screen/canvas.js';
import { progressLine } from '../../../src/ui/chrome/progressLine.js';
import { runEvent, stepEvent } from '../../core/run/events.js';
import { runOf, THEME, UI } from '../panels/views.js';

const run = runOf([runEvent({}, { totalSteps: 16 }), ...Array.from({ length: 16 }, (_, i) => stepEvent(i + 1))]);
const line = (cursorStep: number | null, ascii = false): string =>
  toLines(progressLine(run, { ...UI, cursorStep }, 80, ascii, THEME)).join('');

describe('the progress bar', () => {
  it('shows how far the run is', () => {
    expect(line(null)).toMatch(/step 16\/16 {2}█{8} /);
  });

  it('names the reason and the file of a failed recording, and how long no step has come', () => {
    const file = `/home/teacher/${'long/'.repeat(20)}run.jsonl`;
    const recording = { file, failed: 'the disk is full' };
    for (const columns of [60, 80, 140]) {
      const text = toLines(progressLine(run, { ...UI, recording }, columns, false, THEME)).join('');
      expect(text).toMatch(/REC FAILED: the disk is full: \S*run\.jsonl/);
      if (columns >= 80) expect(text).toContain('step 16/16');
    }
    const text = toLines(progressLine({ ...run, silentSeconds: 7 }, UI, 80, false, THEME)).join('');
    expect(text).toContain('no step for 7 s');
  });

  it('shows where the time cursor stands', () => {
    expect(line(4)).toMatch(/AT STEP 4 of 16 {2}██░░░░░░ /);
    expect(line(0, true)).toMatch(/AT STEP 0 of 16 {2}\.{8}$/);
  });
});

// Every run in a dashboard's log gets an end, even if its trainer reports none.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { Recording } from '../../src/runtime/recording.js';
import { openRecorder } from '../../src/runtime/recorder.js';
import { linesOf } from '../faults/place.js';

const step = (runId: string, at: number, loss: number): GradtopEvent => ({ type: 'step', runId, step: at, loss });

it('ends the runs that have no end, at their last step and loss', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-recording-')), 'run.jsonl');
  const recording = new Recording(openRecorder(file));
  recording.take('run-1', [step('run-1', 1, 0.7), step('run-1', 2, 0.6)]);
  recording.take('run-2', [step('run-2', 1, 0.5)]);
  recording.take('run-2', [
    {
      type: 'end',
      runId: 'run-2',
      step: 1,
      reason: 'completed',
      loss: 0.5,
      elapsedMs: 3,
      weightChange: [],
      message: '',
    },
  ]);
  recording.endRest('no answer');
  await recording.close();
  const ends = linesOf(file).filter(({ type }) => type === 'end');
  expect(ends).toMatchObject([
    { runId: 'run-2', step: 1, reason: 'completed' },
    { runId: 'run-1', step: 2, loss: 0.6, reason: 'stopped', message: 'no answer', weightChange: [] },
  ]);
});

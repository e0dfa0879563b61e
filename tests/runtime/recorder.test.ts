// The recorder: whole lines on disk at once, a refusal told once, nothing thrown at the training.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { UserError } from '../../src/core/userError.js';
import { decodeLog } from '../../src/runtime/journal.js';
import { openRecorder } from '../../src/runtime/recorder.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-recorder-'));
const steps = (from: number, count: number): GradtopEvent[] =>
  Array.from({ length: count }, (_, i) => ({ type: 'step', runId: 'a', step: from + i, epoch: 1, loss: 1 / (i + 1) }));

describe('recorder', () => {
  it('has every line on disk when write returns, and appends', () => {
    const file = path.join(folder, 'a.jsonl');
    const recorder = openRecorder(file);
    recorder.write(steps(1, 3));
    expect(decodeLog(readFileSync(file, 'utf8'), file)).toEqual(steps(1, 3));
    recorder.write(steps(4, 2));
    expect(decodeLog(readFileSync(file, 'utf8'), file)).toEqual([...steps(1, 3), ...steps(4, 2)]);
    expect(recorder.lines).toBe(5);
    expect(recorder.takeError()).toBeNull();
    recorder.close();
    recorder.close();
    recorder.write(steps(6, 1));
    expect(recorder.lines).toBe(5);
  });

  it('replaces an earlier log with its first event, and not before', () => {
    const file = path.join(folder, 'earlier.jsonl');
    const first = openRecorder(file);
    first.write(steps(1, 9));
    first.close();
    openRecorder(file).close();
    expect(decodeLog(readFileSync(file, 'utf8'), file)).toEqual(steps(1, 9));
    const second = openRecorder(file);
    second.write(steps(1, 2));
    second.close();
    expect(decodeLog(readFileSync(file, 'utf8'), file)).toEqual(steps(1, 2));
  });

  it('leaves no empty file of a run that never began', () => {
    const file = path.join(folder, 'never.jsonl');
    const recorder = openRecorder(file);
    recorder.write([]);
    recorder.close();
    expect(existsSync(file)).toBe(false);
  });

  it('names what stands in the way of opening, in one line', () => {
    const cases = [
      [path.join(folder, 'no', 'such', 'folder.jsonl'), 'no such folder'],
      [folder, 'it is a folder'],
      [path.join(folder, 'a.jsonl', 'b.jsonl'), 'a part of the path is no folder'],
      ['/proc/nowhere/a.jsonl', 'no such folder'],
    ] as const;
    for (const [file, why] of cases)
      expect(() => openRecorder(file)).toThrow(new UserError(`log ${file}: cannot be written: ${why}`));
  });

  it.runIf(existsSync('/dev/full'))('tells a full disk once and lets the training go on', () => {
    const recorder = openRecorder('/dev/full');
    recorder.write(steps(1, 2));
    expect(recorder.takeError()).toBe(
      'log /dev/full: the disk is full; recording ended after 0 lines, training goes on',
    );
    recorder.write(steps(3, 2));
    expect(recorder.takeError()).toBeNull();
    recorder.close();
  });
});

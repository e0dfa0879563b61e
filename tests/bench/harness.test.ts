// The benches' own tools: what they write as a log is one, what they take as flags, and how they reckon.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesAStep, writeLongLog } from '../../bench/harness/longLog.js';
import { BenchUsage, parseOptions } from '../../bench/harness/options.js';
import { median, Report } from '../../bench/harness/report.js';
import { chartIsEmpty, positionOn, stepOn } from '../../bench/harness/sights.js';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import { decodeLog } from '../../src/runtime/journal.js';

describe('a long log', () => {
  it(
    'is valid, each run whole and in order, the runs side by side, and as long as foretold',
    { tags: ['long'] },
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-bench-test-'));
      const file = path.join(folder, 'long.jsonl');
      try {
        const bytes = await writeLongLog(file, { fixture: 'sigmoid-glorot-20', runs: 2, steps: 5003 });
        expect(bytes).toBe(statSync(file).size);
        expect(bytes / (2 * 5003 * bytesAStep('sigmoid-glorot-20'))).toBeCloseTo(1, 0);
        const events = decodeLog(readFileSync(file, 'utf8'), file);
        const steps = events.filter((event) => event.type === 'step');
        expect(steps[10]?.runId).toBe('run-2');
        for (const runId of ['run-1', 'run-2']) {
          const own = steps.filter((event) => event.runId === runId);
          expect(own.map(({ step }) => step)).toEqual(Array.from({ length: 5003 }, (_, i) => i + 1));
          const run = createRunState(runId, null);
          for (const event of events) if (event.runId === runId) applyEvent(run, event);
          expect(run).toMatchObject({ status: 'ended', step: 5003, epoch: 626 });
          expect(run.layers.gradRms).toHaveLength(21);
          expect(run.probes.map(({ step }) => step)).toEqual([0, 5000]);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

describe('flags', () => {
  it('are numbers and switches, over the bench’s own defaults', () => {
    expect(parseOptions(['--rounds', '2', '--json', '--steps=500'], { rounds: 9, seconds: 4 })).toEqual({
      rounds: 2,
      seconds: 4,
      steps: 500,
      peers: false,
      resume: false,
      json: true,
    });
  });
  it.each([[['--round', '3']], [['--rounds', '0']], [['--rounds']], [['--json=1']], [['start']]])(
    'refuses %j in one line',
    (args) => {
      expect(() => parseOptions(args)).toThrow(BenchUsage);
    },
  );
});

describe('a report', () => {
  afterEach(() => vi.restoreAllMocks());
  it('shows the median with its spread beside what was wanted, and peers beside it', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    const lines: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    const report = new Report('things');
    for (const ms of [300, 100, 200]) report.add('start', 'gradtop', 'ms', ms, { most: 400 });
    report.add('start', 'slow peer', 'ms', 800);
    report.add('start', 'fast peer', 'ms', 50);
    report.add('start', 'broken peer', 'ms', NaN);
    report.print(false);
    expect(lines.slice(3)).toEqual([
      '| start | gradtop | 200 (100 .. 300) ms | <= 400 | 0.500 |  |',
      '| start | slow peer | 800 (800 .. 800) ms |  |  | 0.250 |',
      '| start | fast peer | 50.0 (50.0 .. 50.0) ms |  |  | 4.00 |',
    ]);
  });
});

describe('sights', () => {
  it('read the step from the header, and the cursor’s where there is one', () => {
    expect(stepOn(' epoch 3/100  step 24/800  ███')).toBe(24);
    expect(stepOn('starting')).toBeNull();
    expect(positionOn(' epoch 3/100  step 24/800')).toBe(24);
    expect(positionOn(' AT STEP 17 of 24  ███')).toBe(17);
  });
  it('tell the empty loss chart from an empty panel beside it', () => {
    const screen = (left: string, right: string): string =>
      ['', '', `│ ${left.padEnd(30)}││ ${right.padEnd(30)}│`, '', '', '', '', ''].join('\n');
    expect(chartIsEmpty(screen('no data yet', ''))).toBe(true);
    expect(chartIsEmpty(screen('', 'no data yet'))).toBe(false);
  });
});

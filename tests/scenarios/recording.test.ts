// What the dashboard writes into a log, in a real pseudo-terminal.
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeLog } from '../../src/runtime/journal.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();

describe('the log of a dashboard', () => {
  it('writes into the log what a key changed', { tags: ['long'] }, async () => {
    const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-changed-')), 'run.jsonl');
    const s = start(['relu', '--pace', '2', '--log', log]);
    await s.see(/step [1-9]\d*\/800/);
    s.send('d');
    await s.see(/8 × 10/);
    await s.see(/step [1-9]\d*\/800/);
    s.send('q');
    await s.exit;
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    const controls = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((e) => e['action'] === 'depth-more');
    expect(controls).toMatchObject([{ type: 'control', runId: 'run-1', change: { depth: 8 } }]);
    const quit = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((e) => e['action'] === 'quit');
    expect(quit).not.toHaveProperty('change');
  });

  it.each([
    ['q', 0],
    ['\u0003', 130],
  ])('writes the end of every run, including replaced ones, when %j ends it', { tags: ['long'] }, async (key, code) => {
    const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-ends-')), 'run.jsonl');
    const s = start(['relu', '--pace', '2', '--log', log]);
    await s.see(/step [1-9]\d*\/800/);
    s.send('d');
    await s.see(/8 × 10/);
    await s.see(/step [1-9]\d*\/800/);
    s.send('=a');
    await s.see(/8 × 10 leakyRelu/);
    await s.see(/step [1-9]\d*\/800/);
    s.send(key);
    expect(await s.exit).toBe(code);
    const events = decodeLog(readFileSync(log, 'utf8'), log);
    for (const runId of ['run-1', 'run-2', 'run-3']) {
      const own = events.filter((event) => event.runId === runId);
      const steps = own.flatMap((event) => (event.type === 'step' ? event.step : []));
      expect(steps).toEqual(steps.map((_, i) => i + 1));
      const weightChange = expect.arrayContaining([expect.objectContaining({ name: 'output/kernel' })]) as unknown;
      expect(own.at(-1)).toMatchObject({ type: 'end', reason: 'stopped', step: steps.at(-1), weightChange });
    }
    expect(s.screen.text).toMatch(/stopped after \d+ steps/);
    expect(s.output.replaceAll(/\s/g, '')).toContain(`log${log}`);
  });

  it.runIf(existsSync('/dev/full'))(
    'shows that recording failed, with reason and file, and exits with 1',
    { tags: ['long'] },
    async () => {
      const s = start(['relu', '--pace', '20', '--log', '/dev/full'], { columns: 80, rows: 24 });
      await s.see(/REC FAILED: the disk is full: \/dev\/full .*step \d+/);
      s.send('q');
      expect(await s.exit).toBe(1);
      expect(s.screen.text).toMatch(/recording failed: .*\/dev\/full: the disk is full/);
    },
  );

  it('writes nothing of a run that was removed before it began', { tags: ['long'] }, async () => {
    const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-removed-')), 'run.jsonl');
    const s = start(['relu', '--pace', '2', '--log', log]);
    await s.see(/step [1-9]\d*\/800/);
    // Adds, changes and removes a run without a pause.
    s.send('P\rad-');
    await s.see(/depth 8.* removed/);
    s.send('aq');
    await s.exit;
    const events = readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; runId: string; action?: string });
    const begun = new Set(events.filter(({ type }) => type === 'run').map(({ runId }) => runId));
    expect(events.filter(({ runId }) => !begun.has(runId))).toEqual([]);
    expect(events.filter(({ action }) => action === 'drop').map(({ runId }) => runId)).toEqual(['run-1']);
  });

  it('records by key into the data folder, and the log can be shown again', { tags: ['long'] }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-record-'));
    const s = start(['relu', '--pace', '20'], { env: { XDG_DATA_HOME: folder } });
    await s.see(/epoch [1-9]/);
    s.send('R');
    await s.see(/^ recording \S+-relu\.jsonl, R stops/m);
    await s.see('● REC');
    await s.see(/epoch \d\d\//);
    s.send('R');
    await s.see(/recorded \d+ lines: gradtop replay last/);
    await s.gone(/● REC/);
    s.send('q');
    expect(await s.exit).toBe(0);
    const [file = ''] = readdirSync(path.join(folder, 'gradtop', 'runs'));
    expect(file).toMatch(/-relu\.jsonl$/);
    const events = decodeLog(readFileSync(path.join(folder, 'gradtop', 'runs', file), 'utf8'), file);
    expect(events[0]?.type).toBe('run');
    const steps = events.filter((event) => event.type === 'step').map((event) => event.step);
    expect(steps).toEqual(steps.map((_, i) => steps[0]! + i));
    expect(steps.length).toBeGreaterThan(20);
  });
});

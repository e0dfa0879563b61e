// `watch --once`: what it prints, its exit codes, and progress bars that write no newline.
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { watchOnce, type OnceOptions } from '../../src/cli/watchOnce.js';
import { ANY_RULE, parseFailOn } from '../../src/cli/failOn.js';
import { LineCutter } from '../../src/runtime/lineCutter.js';

const FOREIGN = path.resolve(import.meta.dirname, '../fixtures/foreign');
const log = (name: string): string => path.join(FOREIGN, `${name}.jsonl`);

/** `said`: the lines on standard error. */
function run(
  paths: readonly string[],
  more: Partial<OnceOptions> = {},
): { code: number; out: string; said: readonly string[] } {
  let out = '';
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const options = { paths, json: false, format: null, failOn: [], now: 0, columns: 100, ...more };
    const code = watchOnce(options, (text) => (out += text));
    return { code, out, said: stderr.mock.calls.map(([text]) => String(text).trimEnd()) };
  } finally {
    stderr.mockRestore();
  }
}

/** A log with this content; the test removes nothing, since its folder is temporary. */
function written(name: string, content: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-once-')), name);
  writeFileSync(file, content);
  return file;
}

describe('watch --once', () => {
  it('prints an object a run, a line each', () => {
    const { code, out } = run([log('amp'), log('lstm')], { json: true });
    expect(code).toBe(0);
    const objects = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(objects.map((one) => one['name'])).toEqual(['amp', 'lstm']);
    const fields = 'name format steps lastStep status loss scalars layers hparams damaged skipped findings notJudged';
    for (const one of objects) expect(Object.keys(one)).toEqual(fields.split(' '));
  });

  it('says of damaged records where the first is, and why', () => {
    const file = written('comma.txt', 'step 1 loss 1,234\nstep 2 loss 1,235\nstep 3 loss 0.5\n');
    const { code, out, said } = run([file]);
    expect(said).toEqual([expect.stringMatching(/comma\.txt:1: 1,234 may be 1\.234 or 1234; print it .*; skipped$/)]);
    expect(out).toContain('2 damaged');
    expect(code).toBe(0);
  });

  it('refuses a --loss that no log has, and names the figures there are', () => {
    const flags = { lossTag: 'nope', metrics: null };
    const json = written('a.jsonl', '{"step":1,"loss":2,"lr":0.1}\n');
    const { code, out, said } = run([json, log('lstm')], { flags });
    expect(code).toBe(2);
    expect(out).toMatch(/^a .*\n(?:.*\n)*?lstm /m);
    expect(said[0]).toBe('gradtop: a: has no figure nope, which --loss names; it has: loss, lr');
    expect(said[1]).toMatch(/lstm: has no figure nope, .*; it has: loss, /);
    expect(run([json], { flags: { ...flags, lossTag: 'lr' } })).toMatchObject({ code: 0, said: [] });
    expect(run([json, log('lstm')], { flags: { ...flags, lossTag: 'loss' } })).toMatchObject({ code: 0, said: [] });
    expect(run([written('empty.jsonl', '')], { flags })).toMatchObject({ code: 0, said: [] });
  });

  it('says of --metrics that match nothing which figures there are', () => {
    const json = written('a.jsonl', '{"step":1,"loss":2,"lr":0.1}\n');
    const own = written('b.jsonl', '{"type":"step","step":1,"loss":2,"scalars":{"top/1":1,"top/2":2}}\n');
    const keep = (wanted: string): { code: number; out: string; said: readonly string[] } =>
      run([json, own], { json: true, flags: { lossTag: null, metrics: (tag) => tag === wanted } });
    expect(keep('nope')).toMatchObject({
      code: 0,
      said: [
        'gradtop: a: no figure matches --metrics; it has: loss, lr',
        'gradtop: b: no figure matches --metrics; it has: top/1, top/2, loss',
      ],
    });
    expect(keep('loss').said).toEqual([]);
    expect(keep('top/1').out).toContain('"top/1"');
    expect(keep('top/1').out).not.toContain('"top/2"');
    expect(keep('top/1').said).toHaveLength(1);
  });

  it('says which rules of --fail-on could not be judged, and why', () => {
    const plain = written('a.jsonl', '{"step":1,"loss":2}\n');
    const { code, said } = run([plain], { failOn: parseFailOn('plateau,not-finite,diverged', ANY_RULE) });
    expect(code).toBe(0);
    expect(said).toEqual([
      'gradtop: --fail-on plateau: not judged in a: the log has no chance level (facts.baselineLoss or facts.classes)',
    ]);
  });

  it('prints a table that fits, with findings and what is not judged', () => {
    const { out } = run([log('dead-half')]);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(out).toMatch(/^dead half +gradtop/m);
    expect(out).toMatch(/alarm: .*6 of 12/);
    expect(out).toMatch(/not judged: .*plateau/);
  });

  it('does not call a run running that another one follows in its file', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-'));
    const file = path.join(folder, 'restarted.jsonl');
    const lines = (...ids: string[]): string =>
      ids.map((runId, step) => `${JSON.stringify({ type: 'step', runId, step: step + 1, loss: 1 })}\n`).join('');
    const statuses = (text: string): unknown[] => {
      writeFileSync(file, text);
      const { out } = run([file], { json: true });
      return out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { status: unknown }).status);
    };
    expect(statuses(lines('a', 'a', 'b', 'b'))).toEqual(['ended', 'running']);
    const resumed = '{"type":"run","runId":"a","resumes":1}\n';
    expect(statuses(lines('a', 'a', 'b', 'b') + resumed + lines('a'))).toEqual(['running', 'ended']);
    expect(statuses(lines('a', 'b', 'a', 'b'))).toEqual(['running', 'running']);
    rmSync(folder, { recursive: true });
  });

  it('decides by the clock about a run that was killed before its first step', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-'));
    const file = path.join(folder, 'killed.jsonl');
    const begin = (runId: string): string => `${JSON.stringify({ type: 'run', runId })}\n`;
    const statuses = (text: string, seconds: number): unknown[] => {
      writeFileSync(file, text);
      utimesSync(file, 0, 0);
      const { out } = run([file], { json: true, now: 1000 * seconds });
      return [...out.matchAll(/"status":"(\w+)"/g)].map(([, status]) => status);
    };
    expect(statuses(begin('a'), 59)).toEqual(['waiting']);
    expect(statuses(begin('a'), 60)).toEqual(['quiet']);
    expect(statuses(begin('a') + begin('b'), 59)).toEqual(['ended', 'waiting']);
    rmSync(folder, { recursive: true });
  });

  it('reads the other logs where one cannot be read', () => {
    const { code, out } = run(['/nowhere/at/all', log('lstm')], { json: true });
    expect(code).toBe(2);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });

  it('ends with 1 where a rule of --fail-on speaks', () => {
    const failOn = parseFailOn('zero-gradient', ANY_RULE);
    expect(run([log('dead-half')], { failOn }).code).toBe(1);
    expect(run([log('lstm')], { failOn }).code).toBe(0);
    expect(() => parseFailOn('zero-gradients', ANY_RULE)).toThrow(/zero-gradient/);
  });
});

describe('lines that end with \\r', () => {
  it.each([1, 3, 100])('cuts them, whatever the pieces: %i bytes', (size) => {
    const bytes = Buffer.from('\r10%\r20%\nend\r\nrest');
    const cutter = new LineCutter(true);
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size)
      for (const line of cutter.take(bytes.subarray(at, at + size))) lines.push(line.toString());
    expect(lines.filter((line) => line !== '')).toEqual(['10%', '20%', 'end']);
    expect(cutter.rest().toString()).toBe('rest');
  });
});

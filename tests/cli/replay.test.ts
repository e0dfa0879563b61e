// `gradtop replay` as a person uses it, and through what it reads with.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseSpeed, runsOf } from '../../src/cli/replay.js';
import { decodeLog } from '../../src/runtime/journal.js';
import { gradtop, MAIN } from '../helpers/cli.js';
import { environment } from '../helpers/env.js';
import { PtySession } from '../helpers/pty.js';
import { UserError } from '../../src/core/userError.js';
import { eventsIn } from '../helpers/logs.js';
import { fc, runs, some } from '../helpers/property.js';

const LOGS = new URL('../fixtures/logs/', import.meta.url).pathname;
const relu = path.join(LOGS, 'relu.jsonl');
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-replay-'));
const written = (name: string, content: string | Uint8Array): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};
const damaged = (): string => {
  const name = path.basename(mkdtempSync(path.join(folder, 'damaged-')));
  return path.dirname(written(path.join(name, 'broken.jsonl'), '{"type":"run"}\nnot JSON\n{}\n'));
};
let session: PtySession | null = null;
afterEach(() => session?.kill());

describe('reading a log', () => {
  it.each([1, 7, 1000, 1 << 20])('in pieces of %i bytes gives the events of the whole text', (piece) => {
    const file = piece < 100 ? written('head.jsonl', readFileSync(relu, 'utf8').slice(0, 30_000)) : relu;
    expect([...eventsIn(file, { piece })]).toEqual(decodeLog(readFileSync(file, 'utf8'), file));
  });

  it('joins characters that a piece cuts', () => {
    const file = written('wide.jsonl', '{"type":"control","step":1,"runId":"µ→∂","action":"ü"}\n');
    expect([...eventsIn(file, { piece: 1 })]).toEqual([{ type: 'control', step: 1, runId: 'µ→∂', action: 'ü' }]);
  });

  it('separates runs that share an id', () => {
    const steps = (...numbers: number[]): string =>
      numbers.map((step) => `{"type":"step","step":${step},"loss":${step}}\n`).join('');
    const file = written('joined.jsonl', steps(1, 2, 3) + steps(1, 2));
    const runs = runsOf(eventsIn(file));
    expect(runs.map((run) => [run.runId, run.step])).toEqual([
      ['run', 3],
      ['run (2)', 2],
    ]);
  });

  it('names file, line and reason', () => {
    const file = written('bad.jsonl', '{"type":"step","step":1,"loss":1}\n{"type":"step","step":"x","loss":1}\n\n');
    expect(() => [...eventsIn(file)]).toThrow(`${file}:2: step: field "step" must be a number, at least 0, got "x"`);
  });

  it('survives any damage: events, or one line that says where', () => {
    const whole = readFileSync(relu);
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(60_000), fc.nat(255)), { maxLength: 8 }),
        (length, damage) => {
          const bytes = Buffer.from(whole.subarray(0, Math.min(length, 60_000)));
          for (const [at, byte] of damage) if (at < bytes.length) bytes[at] = byte;
          const file = written('damaged.jsonl', bytes);
          try {
            runsOf(eventsIn(file));
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
            expect((error as Error).message).toMatch(/damaged\.jsonl:\d+: .+/);
            expect((error as Error).message).not.toContain('\n');
          }
        },
      ),
      { numRuns: runs(60) },
    );
  });
});

describe('--speed', () => {
  it.each([
    [null, { kind: 'pace', epochsPerSecond: 7 }],
    ['max', { kind: 'max' }],
    ['real', { kind: 'recorded', times: 1 }],
    ['4x', { kind: 'recorded', times: 4 }],
    ['0.5x', { kind: 'recorded', times: 0.5 }],
  ])('%s', (text, speed) => {
    expect(parseSpeed(text, 7)).toEqual(speed);
  });

  it.each(['', '4', '0x', '-1x', 'fast', '1e9x', '4x4x'])('refuses %j', (text) => {
    expect(() => parseSpeed(text, 7)).toThrow(/--speed: .* is not allowed; allowed: max, real/);
  });
});

describe('without a terminal', () => {
  it('prints the results of the run', async () => {
    const { code, stdout } = await gradtop(['replay', relu]);
    expect(code).toBe(0);
    expect(stdout).toContain('completed after 320 steps');
  });

  it(
    'of a user’s preset prints a command line for the same run without the path of the preset, which the log lacks',
    { tags: ['long'] },
    async () => {
      const own = written('mine.json', '{"activation":"tanh","depth":2,"epochs":3,"optimizer":"adam","clipNorm":0.5}');
      const [first, second] = ['first.jsonl', 'second.jsonl'].map((name) => path.join(folder, name)) as [
        string,
        string,
      ];
      await gradtop(['train', own, '--width', '4', '--backend', 'cpu', '--log', first]);
      const [line = '', network] = (await gradtop(['replay', first])).stdout.split('\n');
      expect(network).toMatch(/^ {2}mine: 2 × 4 tanh, /);
      expect(line).toMatch(/^gradtop [a-z]\S* .*--depth 2 --width 4/);
      const again = await gradtop(['train', ...line.split(' ').slice(1), '--backend', 'cpu', '--log', second]);
      expect(again.code, again.stderr).toBe(0);
      const steps = (file: string): string[] => readFileSync(file, 'utf8').match(/"loss":[^,]+/g) ?? [];
      expect(steps(first).length).toBeGreaterThan(20);
      expect(steps(second)).toEqual(steps(first));
    },
  );

  it.each(
    some(
      [
        ['no file', () => path.join(folder, 'none.jsonl'), /none\.jsonl: cannot be read: no such file/],
        ['a folder without logs', () => mkdtempSync(path.join(folder, 'none-')), /none-\w+: .*gradtop run log/],
        ['nothing in it', () => written('empty.jsonl', ''), /empty\.jsonl: has no events/],
        ['no log', () => written('text.txt', 'hello\nworld\n'), /text\.txt: .*gradtop run log/],
      ],
      2,
    ),
  )('%s: one line, exit code 2', async (_, file, pattern) => {
    const { code, stderr } = await gradtop(['replay', file()]);
    expect(code).toBe(2);
    expect(stderr).toMatch(pattern);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

it.each([
  ['a step after the end', () => [relu, '--at', '99999'], /--at: 99999 is beyond the last step of the log, 320/],
  ['a folder with a damaged log', () => [damaged()], /damaged-\w+: is a folder, .*broken\.jsonl:2: /],
] as const)('%s is refused in one line', async (_, args, pattern) => {
  const { code, stderr } = await gradtop(['replay', ...args()]);
  expect(stderr).toMatch(pattern);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(2);
});

describe('standard input', () => {
  const log = readFileSync(relu);

  it('is replayed like a file', () => {
    const { status, stdout } = runWith(log, 'replay', '-');
    expect(status).toBe(0);
    expect(stdout).toContain('completed after 320 steps');
  });

  it('is exported in one command in several forms, with the same bytes as from the file', { tags: ['long'] }, () => {
    const at = (name: string): string => path.join(folder, name);
    const flags = (name: string): string[] => ['--csv', at(`${name}.csv`), '--txt', at(`${name}.txt`)];
    expect(runWith(log, 'export', '-', ...flags('piped')).stderr).toContain('wrote');
    expect(runWith('', 'export', relu, ...flags('file')).status).toBe(0);
    for (const ending of ['csv', 'txt'])
      expect(readFileSync(at(`piped.${ending}`), 'utf8')).toBe(readFileSync(at(`file.${ending}`), 'utf8'));
  });

  it('is recorded like a file', { tags: ['long'] }, () => {
    const film = (input: Buffer | string, what: string): string => {
      const file = path.join(folder, 'film.cast');
      const flags = ['--pace', '20', '--size', '80x24'];
      expect(runWith(input, 'record', what, '-o', file, ...flags).status).toBe(0);
      return readFileSync(file, 'utf8');
    };
    expect(film(log, '-')).toBe(film('', relu));
  });

  it('without a log is an error of one line, exit code 2', () => {
    const { status, stderr } = runWith('', 'replay', '-');
    expect([status, stderr.trim().split('\n')]).toEqual([2, [expect.stringContaining('standard input')]]);
  });

  const runWith = (input: Buffer | string, ...args: string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], { input, encoding: 'utf8', env: environment() });
});

describe('in a terminal', () => {
  it('plays to the end, pauses, moves the cursor, and refuses changes', async () => {
    session = new PtySession(['replay', relu, '--speed', 'max']);
    await session.see('step 320/320');
    await session.see(/ended/);
    session.send('a');
    await session.see('a recorded run cannot be changed');
    session.send('\u001b[D');
    await session.see(/AT STEP \d+ of 320/);
    session.send('q');
    expect(await session.exit).toBe(0);
    expect(session.screen.text).toContain('completed after 320 steps');
  });

  it('pauses, takes single steps and resumes', { tags: ['long'] }, async () => {
    session = new PtySession(['replay', relu, '--pace', '1']);
    await session.see(/step (?:[2-9]|\d\d)\//);
    session.send(' ');
    await session.see('PAUSED');
    const step = Number(/step (\d+)\//.exec(session.screen.text)?.[1]);
    session.send('s');
    await session.see(`step ${step + 1}/`);
    session.send('f ');
    await session.see('step 320/320');
    session.send('q');
    expect(await session.exit).toBe(0);
  });

  it('shows a foreign log of steps and losses', { tags: ['long'] }, async () => {
    const lines = Array.from({ length: 300 }, (_, i) => `{"type":"step","step":${i + 1},"loss":${1 / (i + 1)}}\n`);
    session = new PtySession(['replay', written('foreign.jsonl', lines.join('')), '--speed', 'max']);
    await session.see('step 300/?');
    session.send('q');
    expect(await session.exit).toBe(0);
  });

  it('replaces a run by its restart', { tags: ['long'] }, async () => {
    const log = readFileSync(relu, 'utf8');
    const second = readFileSync(path.join(LOGS, 'vanishing-sigmoid.jsonl'), 'utf8');
    session = new PtySession(['replay', written('two.jsonl', log + second), '--speed', 'max']);
    await session.see(/vanishing-sigmoid/);
    await session.see('step 320/320');
    expect(session.screen.text).not.toContain(' relu ');
    session.send('q');
    expect(await session.exit).toBe(0);
  });

  it('reports a bad line where the replay stopped, and exits with 2', { tags: ['long'] }, async () => {
    const good = readFileSync(relu, 'utf8').split('\n').slice(0, 40).join('\n');
    session = new PtySession(['replay', written('broken.jsonl', `${good}\n{"type":\n\n`), '--speed', 'max']);
    await session.see('broken.jsonl:41: ');
    session.send('q');
    expect(await session.exit).toBe(2);
  });
});

it('readers throw UserError', () => {
  expect(() => [...eventsIn('/nonexistent/x')]).toThrow(UserError);
});

// `gradtop watch` as the user sees it: a growing log in a terminal, standard input, and without a terminal.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, createWriteStream, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { gradtop, MAIN } from '../helpers/cli.js';
import { environment } from '../helpers/env.js';
import { PtySession } from '../helpers/pty.js';
import { some } from '../helpers/property.js';

const RELU = new URL('../fixtures/logs/relu.jsonl', import.meta.url).pathname;
const VANISHING = new URL('../fixtures/logs/vanishing-sigmoid.jsonl', import.meta.url).pathname;
const lines = readFileSync(RELU, 'utf8').split(/(?<=\n)/);
const stepAt = (n: number): number =>
  lines.findIndex((line) => line.startsWith(`{"type":"step","runId":"run-1","step":${n},`));
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-watch-'));

let session: PtySession | null = null;
afterEach(() => session?.kill());

describe('in a terminal', () => {
  it('shows a log that appears, grows, and ends', { tags: ['long'] }, async () => {
    const file = path.join(folder, 'live.jsonl');
    session = new PtySession(['watch', file]);
    await session.see('no such file yet');
    writeFileSync(file, lines.slice(0, stepAt(11)).join(''));
    await session.see('step 10/320');
    await session.see(/running/);
    appendFileSync(file, lines.slice(stepAt(11), stepAt(101)).join(''));
    await session.see('step 100/320');
    session.send('a');
    await session.see('a watched run cannot be changed');
    appendFileSync(file, lines.slice(stepAt(101)).join(''));
    await session.see(/ended/);
    session.send('q');
    expect(await session.exit).toBe(0);
  });

  it.skipIf(process.platform === 'win32')(
    'follows standard input and takes keys from the terminal',
    { tags: ['long'] },
    async () => {
      const pipe = path.join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const command = `"$0" "$1" watch - < "$2"; echo "code $?"`;
      session = new PtySession(['-c', command, process.execPath, MAIN, pipe], { program: '/bin/sh' });
      const writer = createWriteStream(pipe);
      writer.write(lines.slice(0, stepAt(31)).join(''));
      await session.see('step 30/320');
      session.send('?');
      await session.see('time cursor');
      session.send('?');
      session.send('q');
      await session.see('code 0');
      writer.destroy();
    },
  );
});

it('a wrong --loss is a message on the screen, and a line after it', async () => {
  const file = path.join(folder, 'plain.txt');
  writeFileSync(file, 'step 1 loss 0.9\nstep 2 loss 0.8\n');
  session = new PtySession(['watch', file, '--loss', 'foo']);
  await session.see('has no figure foo');
  session.send('q');
  await session.see(/gradtop: plain: has no figure foo, which --loss names; it has: loss/);
  expect(await session.exit).toBe(0);
});

const database = path.join(folder, 'runs.db');
writeFileSync(database, 'SQLite format 3\0rest');

describe('without a terminal', () => {
  const run = (input: string, ...args: string[]) =>
    spawnSync(process.execPath, [MAIN, 'watch', ...args], {
      input,
      encoding: 'utf8',
      env: environment(),
    });

  it.each([
    [
      'a pipe that ends without an end of its run',
      '{"step":1,"loss":2}\n{"step":2,"loss":1}\n',
      0,
      /step 2, batch loss 1\.0000/,
    ],
    ['a pipe that ends without a run', 'hello\nworld\n', 2, /^$/],
    ['an empty pipe', '', 2, /^$/],
  ])('ends with %s', (_, input, code, said) => {
    const { status, stdout, stderr } = run(input, '-', '--until-end');
    expect([status, stdout]).toEqual([code, expect.stringMatching(said)]);
    if (code === 2) expect(stderr).toMatch(/standard input: ended; (?:nothing was written|not a log in a format)/);
  });

  it('waits for the end of the runs, prints their results, and judges them', { tags: ['long'] }, () => {
    const { status, stdout } = run('', RELU, '--until-end');
    expect(stdout).toContain('completed after 320 steps');
    expect(status).toBe(0);
    expect(run(readFileSync(VANISHING, 'utf8'), '-', '--until-end', '--fail-on', 'vanishing').status).toBe(1);
    expect(run(readFileSync(RELU, 'utf8'), '-', '--until-end', '--fail-on', 'vanishing').status).toBe(0);
  });

  it.each(['a file', 'a pipe'])(
    'reads %s of two completed runs to its end before it judges',
    { tags: ['long'] },
    (source) => {
      const two = path.join(folder, 'two.jsonl');
      const both = readFileSync(RELU, 'utf8') + readFileSync(VANISHING, 'utf8');
      writeFileSync(two, both);
      const flags = ['--until-end', '--fail-on', 'vanishing'];
      const { status, stdout } = source === 'a file' ? run('', two, ...flags) : run(both, '-', ...flags);
      expect(stdout.match(/^gradtop [\w-]+/gm)).toEqual(['gradtop relu', 'gradtop vanishing-sigmoid']);
      expect(stdout.match(/completed after 320 steps/g)).toHaveLength(2);
      expect(status).toBe(1);
    },
  );

  it('says once which figures there are if --loss names none of them, and exits with 2', { tags: ['long'] }, () => {
    const { status, stderr } = run('step 1 loss 0.9\nstep 2 loss 0.8\n', '-', '--loss', 'foo', '--until-end');
    expect(stderr.match(/standard input: has no figure foo, which --loss names; it has: loss\n/g)).toHaveLength(1);
    expect(status).toBe(2);
    expect(run('step 1 foo 0.9\nstep 2 foo 0.8\n', '-', '--loss', 'foo', '--until-end').status).toBe(0);
  });

  it.each(
    some(
      [
        ['no flag that says how long', [RELU], /--until-end/],
        ['a database', [database, '--until-end'], /SQLite/],
        ['an unknown format', [RELU, '--format', 'nope'], /"nope".*tensorboard/],
        ['named groups without a loss', [RELU, '--regex', '(?<step>\\d+)'], /--regex.*loss/],
        ['an unknown rule', [RELU, '--until-end', '--fail-on', 'nonsense'], /nonsense/],
        ['a host that is a flag', ['--until-end', '--', '-oProxyCommand=x:file'], /must not begin with -/],
        ['a host that is a flag, once', ['--once', '--', '-oProxyCommand=x:file'], /must not begin with -/],
        [
          'a file on another machine, once',
          ['--once', 'gpu1:run.jsonl'],
          /ssh gpu1 cat 'run.jsonl' \| gradtop watch --once -/,
        ],
        ['a remote file that is a flag', ['host:-f', '--until-end'], /host:-f/],
        ['a host with other characters', ['a b:file', '--until-end'], /a b:file/],
      ],
      3,
    ),
  )('%s: one line, exit code 2', async (_, args, pattern) => {
    const { code, stderr } = await gradtop(['watch', ...args]);
    expect(stderr).toMatch(pattern);
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
  });

  it('watches a detached training, twice', { tags: ['long'] }, async () => {
    const env = { XDG_DATA_HOME: path.join(folder, 'data') };
    const started = await gradtop(['train', 'relu', '--detach', '--epochs', '20000'], undefined, env);
    expect(started.code).toBe(0);
    const pid = Number(/process (\d+)/.exec(started.stderr)?.[1]);
    try {
      expect(started.stdout).toMatch(/^gradtop watch .*relu\.jsonl\n$/);
      for (let viewer = 0; viewer < 2; viewer += 1) {
        session = new PtySession(['watch'], { env });
        await session.see(/step \d+\/\d+/);
        session.send('q');
        expect(await session.exit).toBe(0);
        // The training goes on.
        expect(process.kill(pid, 0)).toBe(true);
      }
    } finally {
      process.kill(pid);
    }
    await expect.poll(async () => (await gradtop(['watch', '--until-end'], undefined, env)).code).toBe(2);
    const [log = ''] = started.stdout.trim().split(' ').slice(2);
    await expect.poll(() => readFileSync(log, 'utf8')).toMatch(/"type":"end".*"stopped"/);
  });

  it('reports why a detached training does not begin', async () => {
    const { code, stderr, stdout } = await gradtop([
      'train',
      'relu',
      '--detach',
      '--data',
      'none.csv',
      '--target',
      'x',
    ]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('none.csv');
  });
});

// A lesson by keyboard in a real pseudo-terminal, and what the command says without one.
import { some } from '../helpers/property.js';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();
/** A folder for one test, in which lessons keep their progress. */
const dataHome = (): string => mkdtempSync(path.join(tmpdir(), 'gradtop-'));

describe('gradtop lesson', () => {
  it.each(
    some(
      [
        [80, 24],
        [120, 40],
        [200, 60],
      ],
      1,
    ),
  )('predict, then reveal, in %ix%i', { tags: ['long'] }, async (columns, rows) => {
    const s = start(['lesson', 'vanishing'], { columns, rows, env: { XDG_DATA_HOME: dataHome() } });
    await s.see('lesson 1/16');
    await s.see('Two moons');
    s.send('\r');
    await s.see('lesson 2/16');
    await s.see('PAUSED');
    s.send('\r');
    await s.see('guess first');
    s.send('2');
    await s.see(/✓ 2 loss 10-97 %/);
    await s.see(/Right: loss 0\.\d+/);
    await s.see('1 of 1 right');
    s.send('\r');
    await s.see('The same network, deeper');
    s.send('3');
    await s.see(/✗ 3 loss below 10 %/);
    await s.see(/● 1 loss 97-150 %/);
    s.send('\u007f');
    await s.see('lesson 2/16, 1 of 2 right');
    s.send('\u001b');
    await s.see('esc again leaves');
    s.send('\u001b');
    await s.gone(/lesson 2\/16/);
    s.send('q');
    expect(await s.exit).toBe(0);
    await s.see('lesson vanishing: step 2 of 16, 1 of 2 guessed right');
  });

  it('trains a table beside the lesson, from another folder', { tags: ['long'] }, async () => {
    const folder = dataHome();
    const table = path.join(import.meta.dirname, '..', 'fixtures', 'tables', 'iris.csv');
    writeFileSync(path.join(folder, 'flowers.csv'), readFileSync(table));
    const file = path.join(folder, 'own.yaml');
    writeFileSync(
      file,
      [
        'name: own',
        'title: Flowers',
        'teaches: tables',
        'steps:',
        '  - title: Three classes',
        '    preset: relu',
        '    change: { dataset: csv, data: flowers.csv, target: target, depth: 2, epochs: 20, learningRate: 0.05, validationSplit: 0.2 }',
        '    text: 150 flowers.',
        '    wait: end',
        '    question: { ask: How does the loss end?, measure: outcome }',
        '  - title: Deeper',
        '    change: { depth: 4 }',
        '    text: The same table.',
        '    wait: end',
      ].join('\n'),
    );
    const s = start(['lesson', file], { env: { XDG_DATA_HOME: folder } });
    await s.see('lesson 1/2');
    await s.see('Guess to start the run.');
    s.send('2');
    await s.see('1 of 1 right');
    await s.see('flowers.csv, 120 samples');
    s.send('\r');
    await s.see('lesson 2/2');
    await s.see('4 × 10 relu');
    await s.see('flowers.csv, 120 samples');
    s.send('\u001b');
    s.send('\u001b');
    await s.gone(/lesson 2\/2/);
    s.send('q');
    expect(await s.exit).toBe(0);
  });

  it('needs neither colour nor Unicode', { tags: ['long'] }, async () => {
    const s = start(['lesson', 'vanishing', '--ascii'], {
      columns: 80,
      rows: 24,
      env: { NO_COLOR: '1', COLORTERM: '', XDG_DATA_HOME: dataHome() },
    });
    await s.see('lesson 1/16');
    s.send('\r');
    await s.see('Guess to start the run.');
    s.send('1');
    await s.see(/x 1 loss 97-150 %/);
    await s.see(/\* 2 loss 10-97 %/);
    const lines = s.screen.text.split('\n');
    const top = lines.findIndex((line) => line.includes('lesson 2/16'));
    expect(lines.slice(top, top + 13).join('')).toMatch(/^[ -~]+$/);
  });

  it('resumes where it was left, and appends its result', { tags: ['long'] }, async () => {
    const folder = dataHome();
    const results = path.join(folder, 'class.csv');
    const play = (...flags: readonly string[]) =>
      start(['lesson', 'vanishing', '--results', results, ...flags], { env: { XDG_DATA_HOME: folder } });
    const first = play();
    await first.see('lesson 1/16');
    first.send('\r');
    await first.see('Guess to start the run.');
    first.send('2');
    await first.see('1 of 1 right');
    first.send('q');
    expect(await first.exit).toBe(0);
    const second = play();
    await second.see('resumed at step 2 of 16, 1 of 1 guessed right');
    await second.see('lesson 2/16, 1 of 1 right');
    second.send('q');
    expect(await second.exit).toBe(0);
    const third = play('--restart');
    await third.see('lesson 1/16');
    third.send('q');
    expect(await third.exit).toBe(0);
    const rows = readFileSync(results, 'utf8').trimEnd().split('\n');
    expect(rows.map((row) => row.split(',').slice(1).join())).toEqual([
      'lesson,step,steps,finished,answered,right,asked',
      'vanishing,2,16,no,1,1,1',
      'vanishing,2,16,no,1,1,1',
      'vanishing,1,16,no,0,0,0',
    ]);
  });

  it('lists the lessons', async () => {
    const { code, stdout } = await gradtop(['lesson']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^vanishing {2,}.*\(16 steps\)\n {11,}\S/);
    expect(stdout).toContain('exploding');
  });

  it('refuses a step that the lesson does not have', { tags: ['long'] }, async () => {
    const { code, stderr } = await gradtop(['lesson', 'vanishing', '--step', '17']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--step.*1 to 16.*"17"\n$/)]);
  });

  it.each(
    some(
      [
        ['no-such', [], /^gradtop: no lesson no-such; .*vanishing, .*exploding.*\n$/],
        ['vanishng', [], /did you mean vanishing\?/],
        ['missing.yaml', [], /^gradtop: lesson missing\.yaml: cannot be read: no such file\n$/],
        ['preset', ['preset: nope'], /step 1, field preset: no preset "nope"; allowed: .*relu/],
        ['panel', ['preset: relu', 'panel: lose'], /step 1, field panel: no panel "lose" \(did you mean loss\?\)/],
        [
          'measure',
          ['preset: relu', 'question: { ask: a, measure: x }'],
          /step 1, field question\.measure: "x" .*; allowed: .*outcome/,
        ],
        ['wait', ['preset: relu', 'wait: { finding: sad }'], /step 1, field wait.*allowed: key, end/],
        [
          'change',
          ['preset: relu', 'change: { depth: 99 }'],
          /step 1, field change\.depth: 99 .*; allowed: a whole number from 0 to 50/,
        ],
        [
          'typo',
          ['preset: relu', 'titel: b'],
          /step 1: unknown field "titel" \(did you mean title\?\); allowed: title, text/,
        ],
        ['first', ['pace: 3'], /:5: step 1, field preset: missing; allowed: .*preset/],
        ['broken', ['preset: [relu'], /:\d+: column \d+: /],
      ],
      3,
    ),
  )('%s: one line and exit code 2', async (name, fields, message) => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-')), `${name}.yaml`);
    const head = ['name: x', 'title: t', 'teaches: z', 'steps:', '  - title: a', '    text: b'];
    writeFileSync(file, [...head, ...fields.map((field) => `    ${field}`), ''].join('\n'));
    const { code, stderr } = await gradtop(['lesson', fields.length === 0 ? name : file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

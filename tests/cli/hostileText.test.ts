// Text that would steer a terminal or stay unseen, in every place where text comes in: none of it comes out again.
import { some } from '../helpers/property.js';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();
const LOG = fileURLToPath(new URL('../fixtures/hostile/escape-injection.jsonl', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-hostile-'));
const LONG = { timeout: 60_000 };

/** Clipboard, title, colour, clearing, 8-bit CSI, direction override, line ends, device control, zero width, line separator. */
const HOSTILE =
  '\u001b]52;c;aGFja2Vk\u0007\u001b]0;PWNED\u0007\u001b[31mRED\u001b[2J\u009b31m\u202eevil\r\n\u001bP+q\u001b\\\u200b\u2028';
/** The hostile text as a file name. */
const NAME = HOSTILE.replaceAll('\u0000', '');
const SEEN = 'REDevil';

/** Expects no control characters but newline, no format characters and no separators. */
const expectVisible = (text: string): void => expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);

/** Expects no invisible characters and none of the text inside escape sequences. */
function expectHarmless(text: string): void {
  expectVisible(text);
  expect(text).not.toMatch(/aGFja2Vk|PWNED/);
}

/** The same for the output on a terminal, where the program's own sequences are allowed. */
function expectOnlyOurs(output: string): void {
  const rest = output.replace(/\u001b(?:\[[0-9;?]*[A-Za-z]|E)/g, '').replace(/[\r\b\t]/g, '');
  expectHarmless(rest);
  // The program clears the screen once, at the start.
  expect(output.split('\u001b[2J')).toHaveLength(2);
}

const write = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('a hostile log', LONG, () => {
  it.each(some(['html', 'txt', 'csv', 'svg'], 1))('is harmless as --%s', async (format) => {
    const { code, stdout, stderr } = await gradtop(['export', LOG, `--${format}`, '-']);
    expect(code).toBe(0);
    expect(stdout).toContain(SEEN);
    expectHarmless(stdout + stderr);
  });

  it('is harmless in its summary, in the list of runs and in errors', { tags: ['long'] }, async () => {
    const kept = path.join(folder, 'gradtop', 'runs');
    mkdirSync(kept, { recursive: true });
    copyFileSync(LOG, path.join(kept, `${NAME}.jsonl`));
    const env = { XDG_DATA_HOME: folder };
    const all = await Promise.all([
      gradtop(['replay', LOG]),
      gradtop(['runs'], undefined, env),
      gradtop(['replay', 'last'], undefined, env),
      gradtop(['export', 'last', '--txt', '-', '--step', '9999'], undefined, env),
      gradtop(['export', 'last', '--svg', path.join(folder, NAME, 'x.svg')], undefined, env),
    ]);
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 2, 2]);
    for (const { stdout, stderr } of all) {
      expect(stdout + stderr).not.toBe('');
      expectHarmless(stdout + stderr);
    }
  });

  it('is harmless on the screen and in what stays after it', async () => {
    const s = start(['replay', LOG, '--speed', 'max']);
    await s.see(/step 39/);
    for (const keys of ['v', '\u001b', '\r', '\u001b', '\t\r', '\u001b']) s.send(keys);
    await s.see(SEEN);
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(s.screen.text).toContain(SEEN);
    expectOnlyOurs(s.output);
  });
});

describe('hostile files', LONG, () => {
  const preset = { name: `${HOSTILE}p`, teaches: HOSTILE.repeat(2), epochs: 2, dataset: 'csv', target: `${HOSTILE}y` };
  const table = ['a', 'b', `${HOSTILE}y`].map((cell) => `"${cell}"`).join(',');
  const rows = Array.from({ length: 8 }, (_, i) => `${i},${i % 3},"${HOSTILE}${i % 2}"`).join('\n');
  const data = write(`${NAME.replaceAll('/', '')}.csv`, `${table}\n${rows}\n`);
  const good = write('own.json', JSON.stringify({ ...preset, data }));
  const step = { title: '\u001b[31mREDevil\u202e', preset: 'relu', text: `${HOSTILE}\n${HOSTILE}` };
  const lesson = write('lesson.json', JSON.stringify({ name: 'own', title: HOSTILE, teaches: HOSTILE, steps: [step] }));

  it('a preset and its table train, and leave a harmless log', { tags: ['long'] }, async () => {
    const log = path.join(folder, 'own.jsonl');
    const { code, stdout, stderr } = await gradtop(['train', good, '--json', '--log', log]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain(`"classNames":["${SEEN} 0","${SEEN} 1"]`);
    for (const text of [stdout, readFileSync(log, 'utf8')]) {
      // The path of the table is complete, in escapes.
      expect(text).toContain(String.raw`\u202e`);
      expectVisible(text);
    }
    const last = await gradtop(['train', good]);
    expect(last.code).toBe(0);
    expectVisible(last.stdout);
  });

  it.each(
    some(
      [
        ['a preset', ['train', write('broken.json', JSON.stringify({ [HOSTILE]: HOSTILE, activation: HOSTILE }))]],
        ['a preset that is no JSON', ['train', write('no.json', `{"a": ${HOSTILE}`)]],
        [
          'a preset without its table',
          ['train', write('lost.json', JSON.stringify({ ...preset, data: `${NAME}no.csv` }))],
        ],
        ['a table', ['train', 'relu', '--data', write('broken.csv', `${table}\n${rows}\n${HOSTILE},x,"`)]],
        ['a target', ['train', 'relu', '--data', data, '--target', `${HOSTILE}other`]],
        ['a lesson', ['lesson', write('broken.yaml', `title: "${HOSTILE}\n`)]],
        [
          'a tape',
          ['record', 'relu', '-o', path.join(folder, 'x.cast'), '--tape', write('x.tape', `wait ${HOSTILE}\n`)],
        ],
        [
          'a log',
          ['replay', write('no.jsonl', `{"type":"step","step":"${JSON.stringify(HOSTILE).slice(1, -1)}"}\n{}\n`)],
        ],
        [
          'a sweep log',
          ['sweep', 'relu', '--x', 'depth=1..2', '--y', 'width=1..2', '--log', write(`${NAME}.log`, 'no')],
        ],
        ['a file that is not there', ['replay', path.join(folder, `${NAME}.jsonl`)]],
        ['a name', ['train', HOSTILE]],
        ['a flag', ['train', 'relu', `--${HOSTILE}`]],
        ['a value', ['train', 'relu', '--depth', HOSTILE]],
      ],
      2,
    ),
  )('%s is quoted without harm', async (_, args) => {
    const { code, stdout, stderr } = await gradtop(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    // Quoted text may contain JSON escapes.
    expectVisible(stderr);
  });

  it('the environment is quoted without harm', { tags: ['long'] }, async () => {
    // Node crashes if LC_ALL is not ASCII.
    const env = { TERM: HOSTILE, LC_ALL: '\u001b]0;PWNED\u0007', COLORTERM: HOSTILE };
    const { stdout } = await gradtop(['doctor'], undefined, env);
    expect(stdout).toContain('locale');
    expectHarmless(stdout);
  });

  it('a preset and a lesson are harmless on the screen', { tags: ['long'] }, async () => {
    const s = start(['lesson', lesson]);
    await s.see(SEEN);
    s.send('q');
    expect(await s.exit).toBe(0);
    expectOnlyOurs(s.output);
    const dashboard = start([good]);
    await dashboard.see(`${SEEN} p`);
    dashboard.send('q');
    expect(await dashboard.exit).toBe(0);
    expectOnlyOurs(dashboard.output);
  });
});

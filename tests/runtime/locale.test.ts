// A locale without UTF-8: ASCII by itself, with the reason and the way out.
import { describe, expect, it } from 'vitest';
import { whyNoUnicode } from '../../src/runtime/locale.js';
import { gradtop } from '../helpers/cli.js';
import { usePty } from '../helpers/pty.js';

const start = usePty();
const ASCII = { LANG: 'C', LC_ALL: '', LC_CTYPE: '' };

describe('the locale', () => {
  it.each([
    [{ LANG: 'C.UTF-8' }, null],
    [{ LANG: 'de_DE.utf8' }, null],
    [{ LC_CTYPE: 'UTF-8', LANG: 'C' }, null],
    [{ LC_ALL: '', LC_CTYPE: '', LANG: 'en_US.UTF-8' }, null],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, /LC_ALL.*"C"/],
    [{ LC_CTYPE: 'POSIX', LANG: 'en_US.UTF-8' }, /LC_CTYPE.*"POSIX"/],
    [{ LANG: 'de_DE.ISO-8859-1' }, /LANG.*"de_DE\.ISO-8859-1"/],
    [{ LANG: 'en_US' }, /LANG/],
    [{}, /LC_ALL, LC_CTYPE, LANG/],
  ])('%j decides in the order of the C library', (environment, reason) => {
    if (reason === null) expect(whyNoUnicode(environment, 'linux')).toBeNull();
    else expect(whyNoUnicode(environment, 'linux')).toMatch(reason);
  });

  it('does not help a terminal whose fonts lack the characters', () => {
    expect(whyNoUnicode({ LANG: 'C.UTF-8', TERM: 'linux' }, 'linux')).toMatch(/linux console/);
    expect(whyNoUnicode({ LANG: 'C', TERM: 'linux' }, 'linux')).toMatch(/LANG/);
    expect(whyNoUnicode({ LANG: 'C.UTF-8', TERM: 'xterm' }, 'linux')).toBeNull();
  });

  it('is UTF-8 on macOS, and in the terminals of Windows that show it, where nothing is set', () => {
    expect(whyNoUnicode({}, 'darwin')).toBeNull();
    expect(whyNoUnicode({ LANG: 'C' }, 'darwin')).not.toBeNull();
    expect(whyNoUnicode({ WT_SESSION: 'a-b' }, 'win32')).toBeNull();
    expect(whyNoUnicode({ TERM_PROGRAM: 'vscode' }, 'win32')).toBeNull();
    expect(whyNoUnicode({}, 'win32')).not.toBeNull();
  });
});

describe('a terminal without UTF-8', () => {
  it('gets ASCII from the dashboard, with the reason', { tags: ['long'] }, async () => {
    const s = start(['relu', '--full-speed', '--epochs', '20'], { env: ASCII });
    await s.see(/LANG is "C".*--unicode/);
    await s.see(/epoch 20\/20/);
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(s.output).not.toMatch(/[^\u0000-\u007f]/);
  });

  it('gets ASCII from the sweep map and from train', { tags: ['long'] }, async () => {
    const sweep = ['sweep', 'relu', '--x', 'depth=1..2', '--y', 'width=2..3', '--points', '2', '--epochs', '1'];
    const map = start(sweep, { env: ASCII });
    await map.see(/LANG is "C".*--unicode/);
    map.send('q');
    await map.exit;
    expect(map.output).not.toMatch(/[^\u0000-\u007f]/);
    const train = start(['train', 'relu', '--epochs', '2'], { env: ASCII });
    expect(await train.exit).toBe(0);
    expect(train.screen.text).toContain('7 x 10 relu');
  });

  it('gets everything with --unicode, and doctor decides as the dashboard does', { tags: ['long'] }, async () => {
    const s = start(['relu', '--unicode'], { env: ASCII });
    await s.see('7 × 10 relu');
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(s.output).not.toContain('LANG is "C"');
    const { stdout } = await gradtop(['doctor'], undefined, ASCII);
    expect(stdout).toMatch(/^LACK locale.*LANG.*"C".*\n.*--unicode/m);
  });

  it('does not matter for a picture in a file', { tags: ['long'] }, async () => {
    const log = new URL('../fixtures/logs/relu.jsonl', import.meta.url).pathname;
    const [plain, utf8] = await Promise.all(
      [ASCII, {}].map((env) => gradtop(['export', log, '--txt', '-'], undefined, env)),
    );
    expect(plain?.stdout).toBe(utf8?.stdout);
    expect((await gradtop(['export', log, '--txt', '-', '--ascii', '--unicode'])).code).toBe(2);
  });
});

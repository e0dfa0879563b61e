// A film in the making: an unfinished file never has the final name, and no film is too long.
import { some } from '../helpers/property.js';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gradtop } from '../helpers/cli.js';
import { readCast } from '../helpers/cast.js';
import { PtySession } from '../helpers/pty.js';
import { scratch } from '../helpers/scratch.js';

const LOGS = new URL('../fixtures/logs/', import.meta.url).pathname;
const sigmoid = path.join(LOGS, 'vanishing-sigmoid.jsonl');
const { at, file: taped } = scratch('film');
const cast = (name: string): ReturnType<typeof readCast> => readCast(at(name));

describe('an unfinished film', () => {
  const LONG = ['record', 'relu', '--epochs', '100000', '--pace', '5', '--size', '80x24'];
  /** Names in the folder of a test of its own. */
  const own = (): { folder: string; file: string } => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-film-'));
    return { folder, file: path.join(folder, 'film.cast') };
  };
  const begun = (folder: string): Promise<void> =>
    expect
      .poll(
        () =>
          readdirSync(folder).filter(
            (name) => name.startsWith('.film') && statSync(path.join(folder, name)).size > 5000,
          ),
        {
          timeout: 20_000,
          interval: 20,
        },
      )
      .toHaveLength(1);

  it.each(
    some(
      [
        ['SIGINT', 130],
        ['SIGTERM', 143],
      ] as const,
      1,
    ),
  )('is gone after %s, and what had its name stays', { tags: ['long'] }, async (signal, expected) => {
    const { folder, file } = own();
    writeFileSync(file, 'earlier');
    const { code, stderr } = await gradtop([...LONG, '-o', file], (child) => {
      void begun(folder).then(() => child.kill(signal));
    });
    expect([code, stderr]).toEqual([expected, '']);
    expect(readdirSync(folder)).toEqual(['film.cast']);
    expect(readFileSync(file, 'utf8')).toBe('earlier');
  });

  it('never has the name of the complete film, even if the program is killed', { tags: ['long'] }, async () => {
    const { folder, file } = own();
    await gradtop([...LONG, '-o', file], (child) => {
      void begun(folder).then(() => child.kill('SIGKILL'));
    });
    expect(existsSync(file)).toBe(false);
  });

  it('is gone after a mistake in the tape', { tags: ['long'] }, async () => {
    const { folder, file } = own();
    const tape = taped('late.tape', 'run relu\npace full\nwait 1s\nwait finding exploding\n');
    expect((await gradtop(['record', '--tape', tape, '-o', file])).code).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps the rights of the file and the link that it replaces', { tags: ['long'] }, async () => {
    const { folder, file } = own();
    writeFileSync(file, 'earlier', { mode: 0o600 });
    const link = path.join(folder, 'link.cast');
    symlinkSync(file, link);
    expect((await gradtop(['record', sigmoid, '-o', link])).code).toBe(0);
    expect([lstatSync(link).isSymbolicLink(), statSync(file).mode & 0o777]).toEqual([true, 0o600]);
    expect(readFileSync(file, 'utf8')).toMatch(/^\{"version":2/);
  });

  it('shows its progress on a terminal', { tags: ['long'] }, async () => {
    const { file } = own();
    const session = new PtySession([...LONG, '-o', file], { columns: 80, rows: 24 });
    await session.see(/[1-9]\d*\.\d s of film, step \d+\//);
    session.send('\u0003');
    expect(await session.exit).toBe(130);
    expect(session.screen.text).not.toContain('of film');
  });
});

describe('the length of a film', () => {
  it.each(
    some(
      [
        ['wait 99999s\n', 2],
        [`wait 2000s\n# half\nwait 1598s\n`, 4],
        [`wait 3500s\n${'press h 999\n'.repeat(2)}`, 3],
      ],
      1,
    ),
  )('is refused before anything is trained, at the line that makes it too long: %j', async (waits, line) => {
    const tape = taped('long.tape', `run relu\n${waits}`);
    const { code, stderr } = await gradtop(['record', '--tape', tape, '-o', at('long.cast')]);
    expect([code, stderr.trimEnd().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toMatch(new RegExp(`long\\.tape:${line}: .* longer than 3600 s`));
    expect(existsSync(at('long.cast'))).toBe(false);
  });

  it('is refused at the line of the tape that waits too long for an event', { tags: ['long'] }, async () => {
    const tape = taped('slow.tape', 'run relu\npace 0.01\nwait epoch 60\n');
    const { code, stderr } = await gradtop(['record', '--tape', tape, '-o', at('slow.cast'), '--size', '60x18']);
    expect(stderr).toMatch(/slow\.tape:3: .* longer than 3600 s/);
    expect(code).toBe(2);
  });

  it('costs no drawing while nothing happens', { tags: ['long'] }, async () => {
    const still = taped('still.tape', 'run xor-shallow\npace full\nwait end\nwait 3500s\n');
    const { code, stderr } = await gradtop(['record', '--tape', still, '-o', at('still.cast')]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('58m')]);
    // The last frames show messages that disappear, and the end.
    const late = cast('still.cast').lines.filter(([seconds]) => seconds > 60);
    expect(late).toHaveLength(1);
    expect(late[0]?.[0]).toBeGreaterThan(3500);
  });
});

// The user's own files: read whole up to a limit, and no device.
import { some } from '../helpers/property.js';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readUserFile } from '../../src/runtime/userFile.js';
import { gradtop } from '../helpers/cli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-user-file-'));
const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

describe('a file of the user', () => {
  it('is read completely up to the limit, and not a byte further', () => {
    const text = 'é'.repeat(50_000);
    const name = file('whole.txt', text);
    expect(readUserFile(name, 100_000)).toBe(text);
    expect(() => readUserFile(name, 99_999)).toThrow('larger than 100 KB');
    expect(readUserFile(file('empty.txt', ''), 10)).toBe('');
  });

  it.runIf(existsSync('/proc/self/status'))('has the limit even if the system reports no size', () => {
    expect(readUserFile('/proc/self/status', 1e6)).toContain('Pid:');
    expect(() => readUserFile('/proc/self/status', 10)).toThrow('larger than');
  });

  it('must exist, and must not be a folder', () => {
    expect(() => readUserFile(folder, 10)).toThrow('folder');
    expect(() => readUserFile(path.join(folder, 'none'), 10)).toThrow('ENOENT');
  });
});

describe.runIf(existsSync('/dev/zero'))('a device without an end', () => {
  const tape = file('x.tape', 'run relu\nwait 1s\n');
  const cast = path.join(folder, 'x.cast');
  it.each(
    some(
      [
        ['data', ['train', 'relu', '--data', '/dev/zero']],
        [
          'sweep data',
          ['sweep', 'relu', '--x', 'depth=1..2', '--y', 'width=4..8', '--points', '2x2', '--data', '/dev/zero'],
        ],
        ['film data', ['record', 'relu', '--tape', tape, '-o', cast, '--data', '/dev/zero']],
        ['preset', ['train', '/dev/zero']],
        ['tape', ['record', 'relu', '--tape', '/dev/zero', '-o', cast]],
        ['log', ['replay', '/dev/zero']],
        ['exported log', ['export', '/dev/zero', '--txt', '-']],
      ],
      1,
    ),
  )('is refused as %s, in one line that names it', async (_what, args) => {
    const { code, stderr } = await gradtop(args);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/\/dev\/zero.*device/);
  });
});

it.runIf(process.platform !== 'win32')('a preset may come through a pipe', { tags: ['long'] }, async () => {
  const pipe = path.join(folder, 'preset.json');
  execFileSync('mkfifo', [pipe]);
  const { code, stdout } = await gradtop(['train', pipe, '--epochs', '1'], () => {
    execFileSync('sh', ['-c', `echo '{"depth": 3}' > ${pipe}`]);
  });
  expect([code, stdout]).toEqual([0, expect.stringContaining('3 × 10')]);
});

// Films of training live: a tape that changes the network, and each tape in the package, to its end.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPreset } from '../../src/cli/presets.js';
import { readTape } from '../../src/cli/record.js';
import { gradtop } from '../helpers/cli.js';
import { readCast } from '../helpers/cast.js';
import { MemoryTerminal } from '../helpers/terminal.js';

const TAPES = new URL('../../tapes/', import.meta.url).pathname;
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-tapes-'));
const at = (name: string): string => path.join(folder, name);

const cast = (name: string): ReturnType<typeof readCast> => readCast(at(name));
const taped = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};

describe('a live tape', () => {
  const TAPE = [
    'run vanishing-sigmoid',
    'pace 20',
    'wait finding vanishing',
    'press =',
    'press a',
    'wait epoch 5',
    'press space',
    'press s 2',
    'press space',
    'pace full',
    'wait end',
    '',
  ].join('\n');

  it('presses keys that change the network, and is the same bytes each time', async () => {
    const tape = taped('live.tape', TAPE);
    const run = (name: string) => gradtop(['record', '--tape', tape, '-o', at(name), '--size', '160x50']);
    const [one, two] = await Promise.all([run('l1.cast'), run('l2.cast')]);
    expect(one.code, one.stderr).toBe(0);
    expect(two.code).toBe(0);
    expect(readFileSync(at('l1.cast'), 'utf8')).toBe(readFileSync(at('l2.cast'), 'utf8'));
    const screen = new MemoryTerminal(160, 50);
    for (const [, code, data] of cast('l1.cast').lines) if (code === 'o') await screen.write(data);
    expect(screen.text).toMatch(/◆1 vanishing-sigmoid/);
    expect(screen.text).toMatch(/▶ 2 \+ activation relu/);
    expect(screen.text).toContain('solved: loss');
  });
});

describe('the shipped tapes', () => {
  it.each(readdirSync(TAPES))('%s runs a shipped preset and reaches its end', async (name) => {
    const tape = readTape(path.join(TAPES, name));
    const [first] = tape;
    expect(first?.type === 'run' && loadPreset(first.preset).name).toBeTruthy();
    const { code, stderr } = await gradtop(['record', '--tape', path.join(TAPES, name), '-o', at(`${name}.cast`)]);
    expect(code, stderr).toBe(0);
    expect(cast(`${name}.cast`).lines.length).toBeGreaterThan(20);
  });
});

// A log of 90,000 cells, whose cells stay in the file: resumed, listed and followed like a small one.
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeLargeMap } from '../../bench/harness/largeMap.js';
import { gradtop } from '../helpers/cli.js';

const SIDE = 300;

it('is resumed with its missing cells alone; best and watch read it', async () => {
  const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-large-')), 'large.jsonl');
  writeLargeMap(log, SIDE, 2);
  const before = readFileSync(log, 'utf8');
  appendFileSync(log, '{"type":"cell","column":29');
  const asked = ['sweep', 'tanh', '--x', 'learning-rate=0.01..1', '--y', 'initializer-gain=0.2..4'];
  const points = ['--points', `${SIDE}x${SIDE}`, '--epochs', '1', '--backend', 'compiled', '--workers', '1'];
  const { code, stderr } = await gradtop([...asked, ...points, '--log', log]);
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining(`${SIDE * SIDE - 2} of ${SIDE * SIDE} cells are in the log`),
  ]);
  const after = readFileSync(log, 'utf8');
  expect(after.startsWith(before)).toBe(true);
  const added = after.slice(before.length).trimEnd().split('\n');
  expect(added.map((line) => (JSON.parse(line) as { column: number }).column)).toEqual([SIDE - 2, SIDE - 1]);
  const best = await gradtop(['sweep', 'best', log, '--top', '1']);
  expect(best.stdout).toMatch(/^1 +0\.\d+ .* gradtop tanh /m);
  const watched = await gradtop(['sweep', 'watch', log, '--plain']);
  expect(watched.stdout).toContain(`${SIDE * SIDE} of ${SIDE * SIDE} cells, done`);
});

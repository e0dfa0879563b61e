// `npm start` in a checkout that was not built.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

it('says what to run where dist is missing', () => {
  const checkout = mkdtempSync(path.join(os.tmpdir(), 'gradtop-unbuilt-'));
  mkdirSync(path.join(checkout, 'scripts'));
  copyFileSync(path.join(import.meta.dirname, '../../scripts/start.mjs'), path.join(checkout, 'scripts/start.mjs'));
  const { status, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], { cwd: checkout, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('npm run build')]);
});

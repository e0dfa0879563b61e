// The build begins with an empty folder: tsc deletes nothing.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

it('what was compiled before is gone before tsc starts', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: { build: string };
  };
  const [first, second] = scripts.build.split(' && ');
  expect(second).toMatch(/^tsc /);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-clear-'));
  mkdirSync(path.join(folder, 'build/core'), { recursive: true });
  writeFileSync(path.join(folder, 'build/core/stale.js'), '');
  cpSync(path.join(root, 'scripts/clear.mjs'), path.join(folder, 'scripts/clear.mjs'));
  const [program = '', ...args] = first?.split(' ') ?? [];
  // Twice: the first build of a checkout has nothing to clear.
  for (let i = 0; i < 2; i += 1) execFileSync(program, args, { cwd: folder });
  expect(existsSync(path.join(folder, 'build'))).toBe(false);
});

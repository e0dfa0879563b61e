// The build begins without modules that src/ no longer has: tsc deletes nothing.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

it('a compiled module whose source is gone is removed before tsc starts', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: { build: string };
  };
  const [first, second] = scripts.build.split(' && ');
  expect(second).toMatch(/^tsc /);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-clear-'));
  for (const name of ['build/core', 'src/core']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const name of ['src/core/kept.ts', 'src/core/panel.tsx']) writeFileSync(path.join(folder, name), '');
  for (const name of ['kept.js', 'panel.js', 'stale.js', 'stale.js.map'])
    writeFileSync(path.join(folder, 'build/core', name), '');
  cpSync(path.join(root, 'scripts/clear.mjs'), path.join(folder, 'scripts/clear.mjs'));
  const [program = '', ...args] = first?.split(' ') ?? [];
  execFileSync(program, args, { cwd: folder });
  expect(readdirSync(path.join(folder, 'build/core')).sort()).toEqual(['kept.js', 'panel.js']);
  // The first build of a checkout has nothing to clear.
  rmSync(path.join(folder, 'build'), { recursive: true });
  execFileSync(program, args, { cwd: folder });
});

// The build begins without modules that src/ no longer has, which tsc would keep, and from the start after an interruption.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { scratch } from '../helpers/scratch.js';

const root = path.join(import.meta.dirname, '../..');
const { folder, at, file } = scratch('clear');
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: { build: string } };
const [first, second] = scripts.build.split(' && ');
for (const name of ['build/core', 'src/core']) mkdirSync(at(name), { recursive: true });
for (const name of ['src/core/kept.ts', 'src/core/panel.tsx']) file(name, '');
cpSync(path.join(root, 'scripts/clear.mjs'), at('scripts/clear.mjs'));

/** The modules that the step before tsc leaves of these. */
function left(modules: readonly string[]): string[] {
  mkdirSync(at('build/core'), { recursive: true });
  for (const name of modules) file(`build/core/${name}`, '');
  const [program = '', ...args] = first?.split(' ') ?? [];
  execFileSync(program, args, { cwd: folder });
  return readdirSync(at('build'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('.js'))
    .sort();
}
/** The end of the last compilation: after its start, or, where it was interrupted, that of the one before. */
const written = (after: boolean): void => {
  utimesSync(at('build/.started'), 100, 100);
  utimesSync(file('build/.tsbuildinfo', ''), after ? 200 : 50, after ? 200 : 50);
};

it('a compiled module whose source is gone is removed before tsc starts', () => {
  expect(second).toMatch(/^tsc /);
  expect(left(['kept.js', 'panel.js', 'stale.js', 'stale.js.map'])).toEqual(['core/kept.js', 'core/panel.js']);
  // The first build of a checkout has nothing to clear.
  rmSync(at('build'), { recursive: true });
  execFileSync(process.execPath, ['scripts/clear.mjs'], { cwd: folder });
});

it(
  'a compilation that was interrupted is done again from the start, one that found errors is not',
  { tags: ['long'] },
  () => {
    left([]);
    written(true);
    expect(left(['kept.js'])).toEqual(['core/kept.js']);
    written(false);
    expect(left(['kept.js'])).toEqual([]);
  },
);

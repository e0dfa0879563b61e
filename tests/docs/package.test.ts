// The table of the package's contents names every path that npm packs, and no other.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './pages.js';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
/** Packed without an entry in `files`. */
const ALWAYS = ['LICENSE', 'package.json'];

it('gives a reason for every path in the package', () => {
  const { files } = JSON.parse(read('package.json')) as { readonly files: readonly string[] };
  const [, section = ''] = read('docs/how-it-is-made.md').split('## What the package contains');
  const [table = ''] = section.split('\n## ');
  const named = [...table.matchAll(/^\| (`.+?`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
  expect(named.toSorted()).toEqual([...files, ...ALWAYS].toSorted());
});

// The pictures of the documentation are those that the program draws now.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './pages.js';

it('the pictures in docs are drawn from the logs in the repository', { tags: ['long'] }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-pictures-'));
  execFileSync(process.execPath, ['scripts/pictures.mjs', folder], { cwd: ROOT });
  for (const name of readdirSync(folder))
    expect(
      readFileSync(path.join(folder, name), 'utf8') === readFileSync(path.join(ROOT, 'docs', name), 'utf8'),
      `docs/${name} is stale: node scripts/pictures.mjs`,
    ).toBe(true);
});

// A file that changes: written in place, and replaced as editors do.
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { onChange } from '../../src/runtime/changedFile.js';
import { until } from '../helpers/waiting.js';

it('reports each change of a file until it is stopped, and its absence apart', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-'));
  const file = path.join(folder, 'own.yaml');
  writeFileSync(file, 'a');
  let changes = 0;
  let absences = 0;
  const stop = onChange(file, { changed: () => (changes += 1), gone: () => (absences += 1) }, 5);
  try {
    // The first look may come after a write, which then is no change to it.
    await until(() => {
      if (changes === 0) writeFileSync(file, `${readFileSync(file, 'utf8')}+`);
      return changes > 0;
    });
    const written = changes;
    writeFileSync(path.join(folder, 'next'), 'replaced');
    renameSync(path.join(folder, 'next'), file);
    await until(() => changes > written);
    const before = absences;
    rmSync(file);
    await until(() => absences > before);
    expect(changes).toBeGreaterThan(written);
  } finally {
    stop();
  }
});

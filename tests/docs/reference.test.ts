// The generated pages of docs/reference are those that the program's tables give.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePages } from '../../scripts/reference.js';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { gradtop } from '../helpers/cli.js';
import { ROOT } from './pages.js';

const NAMES = COMMANDS.map((command) => String(command(() => undefined).command).split(' ')[0] ?? '');

/** The help of each command without the settings, which have a table of their own. */
async function helpTexts(): Promise<Map<string, string>> {
  const texts = await Promise.all(NAMES.map(async (command) => (await gradtop([command, '--help'])).stdout));
  return new Map(
    NAMES.map((command, index) => [command, (texts[index] ?? '').replace(/^Configuration \([\s\S]*?\n(?=\n|\S)/m, '')]),
  );
}

describe('docs/reference', () => {
  it('is up to date', async () => {
    for (const [file, text] of referencePages(await helpTexts())) {
      const target = path.join(ROOT, 'docs', 'reference', file);
      if (process.env['UPDATE_DOCS'] === '1') writeFileSync(target, text);
      const written = existsSync(target) ? readFileSync(target, 'utf8') : '';
      expect(written === text, `docs/reference/${file} is stale: UPDATE_DOCS=1 npx vitest run tests/docs`).toBe(true);
    }
  });
});

// The man page and the completion files in the package are those that the program gives.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manPage } from '../../scripts/manual.js';
import { gradtop } from '../helpers/cli.js';
import { ROOT } from './pages.js';

const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };

function expectFile(file: string, text: string): void {
  const target = path.join(ROOT, file);
  if (process.env['UPDATE_DOCS'] === '1') {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const written = existsSync(target) ? readFileSync(target, 'utf8') : '';
  expect(written === text, `${file} is stale: UPDATE_DOCS=1 npx vitest run tests/docs`).toBe(true);
}

describe('the package', () => {
  it('has an up-to-date man page', () => {
    const page = manPage(version);
    for (const word of ['gradtop train', 'learning\\-rate', 'fail\\-on']) expect(page).toContain(word);
    expectFile('man/gradtop.1', page);
  });

  it.each([
    ['bash', 'completions/gradtop.bash'],
    ['zsh', 'completions/_gradtop'],
    ['fish', 'completions/gradtop.fish'],
  ])('has up-to-date completions for %s', async (shell, file) => {
    const { code, stdout } = await gradtop(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toContain('--get-yargs-completions');
    expectFile(file, stdout);
  });

  it('refuses an unknown shell', async () => {
    const { code, stderr } = await gradtop(['completion', 'fsh']);
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain('fish');
  });
});

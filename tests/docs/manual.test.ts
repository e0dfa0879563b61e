// The man page and the completion files in the package are those that the program gives.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manPage } from '../../scripts/manual.js';
import { gradtop, MAIN } from '../helpers/cli.js';
import { environment } from '../helpers/env.js';
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

  const hasFish = spawnSync('fish', ['--version']).status === 0;
  it.runIf(hasFish)('completes in fish: words where gradtop knows them, else files', { tags: ['long'] }, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-fish-'));
    writeFileSync(path.join(folder, 'gradtop'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, { mode: 0o755 });
    writeFileSync(path.join(folder, 'own.csv'), 'size,kind\n');
    const script = path.join(ROOT, 'completions', 'gradtop.fish');
    const found = (line: string): string[] => {
      const env = { ...environment(), HOME: folder, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
      const { stdout } = spawnSync('fish', ['-c', `source '${script}'; complete -C '${line}'`], {
        ...{ cwd: folder, env, encoding: 'utf8' },
      });
      return stdout.trim().split('\n');
    };
    expect(found('gradtop data own.csv --drop ')).toEqual(['kind', 'size']);
    expect(found('gradtop data ow')).toEqual(['own.csv']);
    expect(found('gradtop train --activation=re')).toEqual(['--activation=relu']);
  });

  it('refuses an unknown shell', async () => {
    const { code, stderr } = await gradtop(['completion', 'fsh']);
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain('fish');
  });
});

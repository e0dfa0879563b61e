// The command of CONTRIBUTING that paints panels.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { PANELS } from '../../src/ui/panels/index.js';
import { ROOT } from './pages.js';

it('npm run look paints every panel of a recorded log', () => {
  const painted = execFileSync(process.execPath, ['scripts/look.mjs', 'all', 'relu', '--plain'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const heights = painted.split(/^== .*\n/m).map((panel) => panel.trimEnd().split('\n').length);
  expect(heights.slice(1)).toHaveLength(Object.keys(PANELS).length);
  expect(new Set(heights.slice(1))).toEqual(new Set([24]));
});

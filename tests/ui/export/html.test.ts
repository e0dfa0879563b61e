// The HTML report of one run, and of several, which it compares.
import { expect, it } from 'vitest';
import { htmlPage } from '../../../src/ui/export/html.js';
import { recorded, runOf } from '../panels/views.js';

const run = (log: string): { label: string; state: ReturnType<typeof runOf> } => ({
  label: log,
  state: runOf(recorded(log)),
});

it('begins with the verdict of one run', () => {
  const page = htmlPage([run('vanishing-sigmoid')], '<svg/>', 'title');
  expect(page).toMatch(/<h1>title<\/h1>\n<p class="alarm"><strong>gradient vanishes/);
  expect(page).not.toContain('<h2>Runs</h2>');
});

it('compares several runs, each with what it changes against the first, then shows each', () => {
  const page = htmlPage([run('vanishing-sigmoid'), run('relu')], '<svg/>', 'two <runs>');
  expect(page).toContain('<h1>two &lt;runs&gt;</h1>');
  const [, table = ''] = /<h2>Runs<\/h2>\n(<table>[^]*?<\/table>)/.exec(page) ?? [];
  const rows = table.split('<tr>').slice(2);
  expect(rows).toHaveLength(2);
  expect(rows[1]).toContain('<td>activation: sigmoid → relu</td>');
  expect(rows[0]).toContain('gradient vanishes');
  expect(page.match(/<h2>(?:vanishing-sigmoid|relu)<\/h2>/g)).toHaveLength(2);
  expect(page.match(/<h3>Configuration<\/h3>/g)).toHaveLength(2);
});

// docs/terminal.md has the table of terminals that the program has.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { terminalOf } from '../../src/runtime/terminal/identity.js';
import { FOURTEEN } from '../helpers/terminals.js';

const TABLE = /(<!-- terminals:[^>]*-->\n)[\s\S]*?(<!-- \/terminals -->)/;
const mark = (is: boolean): string => (is ? 'yes' : '');

function rowOf(env: Readonly<Record<string, string | undefined>>): string {
  const { name, notify, progress, clipboard, links, focus, mouse, images, octants, trueColour } = terminalOf(env);
  const cells = [
    name,
    notify === 'bell' ? 'bell' : `OSC ${notify}`,
    ...[progress, clipboard, links, focus, mouse].map(mark),
    images ?? '',
    octants?.since === undefined ? mark(octants !== null) : `from ${octants.since.version}`,
    trueColour ? 'all' : 'see Colours',
  ];
  return `| ${cells.join(' | ')} |`;
}

it('has the table of the program', () => {
  const file = new URL('../../docs/terminal.md', import.meta.url);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(TABLE);
  const head = '| terminal | notification | progress | copy | links | focus | mouse | images | octants | colours |';
  const rows = [head, '|---|---|---|---|---|---|---|---|---|---|', ...FOURTEEN.map(({ env }) => rowOf(env))];
  const wanted = text.replace(TABLE, (_, open: string, close: string) => `${open}\n${rows.join('\n')}\n\n${close}`);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, wanted);
  expect(readFileSync(file, 'utf8')).toBe(wanted);
});

// docs/writing-lessons.md and docs/tapes.md hold the whole format: tables of the schema, and examples that are accepted.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMAT_TABLES, LESSON_NODES, type Node } from '../../scripts/formats.js';
import { allPresets } from '../../src/cli/presets.js';
import { jsonSchema } from '../../src/core/config/jsonSchema.js';
import { TAPE_COMMANDS } from '../../src/core/tape/commands.js';
import { parseTape } from '../../src/core/tape/parse.js';
import { readLesson } from '../../src/lesson/parse.js';
import { PANEL_NAMES } from '../../src/ui/panels/index.js';
import { pageText, ROOT } from './pages.js';

const TABLE = /(<!-- table:(\w+);[^>]*-->\n)[\s\S]*?(<!-- \/table -->)/g;
const PAGES = ['docs/writing-lessons.md', 'docs/tapes.md'];
const tablesOf = (page: string): string[] => [...pageText(page).matchAll(TABLE)].map(([, , name = '']) => name);
const blocks = (page: string, kind: string): string[] =>
  [...pageText(page).matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block);

it.each(PAGES)('%s has the tables of the schema', (page) => {
  const text = pageText(page);
  const wanted = text.replace(
    TABLE,
    (_, open: string, name: string, close: string) => `${open}\n${FORMAT_TABLES[name] ?? ''}\n\n${close}`,
  );
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path.join(ROOT, page), wanted);
  expect(pageText(page) === wanted, `${page} is stale: UPDATE_DOCS=1 npx vitest run tests/docs`).toBe(true);
});

it('has a place for every table', () => {
  expect(PAGES.flatMap(tablesOf).toSorted()).toEqual(Object.keys(FORMAT_TABLES).toSorted());
});

/** Every mapping with fields in a schema, with its path; `change` has the fields of a preset. */
function mappings(node: Node, place: string): [string, readonly string[]][] {
  const { properties = {}, items, anyOf = [] } = node;
  const inner = [...Object.entries(properties), ...(items === undefined ? [] : ([['items', items]] as const))];
  const own: [string, readonly string[]][] = Object.keys(properties).length > 1 ? [[place, Object.keys(properties)]] : [];
  return [
    ...own,
    ...inner.filter(([name]) => name !== 'change').flatMap(([name, one]) => mappings(one, `${place}.${name}`)),
    ...anyOf.flatMap((one) => mappings(one, place)),
  ];
}

it('gives every field of a lesson its row, with its meaning and what is allowed', () => {
  const found = mappings(jsonSchema('lesson'), 'lesson');
  expect(found).toHaveLength(Object.keys(LESSON_NODES).length);
  const rows = Object.keys(LESSON_NODES).flatMap((name) => (FORMAT_TABLES[name] ?? '').split('\n').slice(2));
  const fields = found.flatMap(([, names]) => names).filter((name) => name !== '$schema');
  expect(rows.map((row) => /^\| `(\w+)` \|/.exec(row)?.[1]).toSorted()).toEqual(fields.toSorted());
  expect(rows.filter((row) => !/^\| [^|]+ \| [^|]{5,} \| [^|]+ \|/.test(row))).toEqual([]);
});

describe('the examples of a lesson', () => {
  const known = { presets: allPresets(), panels: PANEL_NAMES };
  const HEAD = 'name: example\ntitle: t\nteaches: y\nsteps:\n';
  it.each(blocks('docs/writing-lessons.md', 'yaml'))('are accepted: %#', (block) => {
    const text = block.startsWith('- ') ? HEAD + block.replace(/^/gm, '  ') : block;
    const read = readLesson(text, known);
    expect('faults' in read ? read.faults : []).toEqual([]);
  });
});

describe('a tape', () => {
  const forms = Object.entries<readonly (readonly [string, string])[]>(TAPE_COMMANDS).flatMap(([type, list]) =>
    list.map(([form]) => [type, form] as const),
  );
  const VALUES = {
    ...{ PRESET: 'relu', SECONDS: '2', RULE: 'vanishing', KEY: 'esc', TEXT: 'words', N: '3' },
    ...{ COLUMNS: '100', ROWS: '30', THEME: 'light', FLAG: 'depth', VALUE: '3', NAME: 'vanishing', FILE: 'a.svg' },
  };
  it.each(forms)('takes %s as %s', (type, form) => {
    const line = form.replace(/[A-Z]+/g, (word) => VALUES[word as keyof typeof VALUES]);
    expect(parseTape(line, 'form')).toMatchObject([{ type, line: 1 }]);
  });

  it.each(blocks('docs/tapes.md', 'text'))('is accepted as the page shows it: %#', (block) => {
    const tape = parseTape(block, 'example');
    const names = allPresets().map(({ name }) => name);
    for (const command of tape) if (command.type === 'run') expect(names).toContain(command.preset);
    expect(tape.length).toBeGreaterThan(0);
  });
});

// All faults of a lesson at once, each with its line.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { allPresets } from '../../src/cli/presets.js';
import { checkLesson } from '../../src/cli/lesson.js';
import { UserError } from '../../src/core/userError.js';
import { faultLines, MOST_LESSON_BYTES, readLesson } from '../../src/lesson/parse.js';

const known = { presets: allPresets(), panels: ['loss', 'heatmap'] };
const faultsOf = (text: string): string[] => {
  const read = readLesson(text, known);
  return 'faults' in read ? faultLines(read.faults, 'f') : [];
};
/** `7: step 2, field preset`, or the whole fault. */
const placeOf = (fault: string): string =>
  /^f:(\d+: (?:(?:step|option) \d+, )*field [\w.]+|\d+: step \d+(?=:))/.exec(fault)?.[1] ?? fault;
const fixture = readFileSync(new URL('../fixtures/lessons/faults.yaml', import.meta.url), 'utf8');

it('finds every fault of a file, each in its line', () => {
  const faults = faultsOf(fixture);
  expect(faults.map(placeOf)).toEqual([
    '1: field name',
    '1: field teaches',
    '4: step 1, field preset',
    '6: step 1',
    '9: step 2, field preset',
    '10: step 2, field panel',
    '16: step 3, field wait',
    '20: step 3, field question.at',
    '23: step 4, field question.measure',
    '28: step 5, field question.measure',
    '29: step 5, field question.at',
    '34: step 6, field question.options',
    '38: step 6, option 3, field text',
    '40: step 7, field text',
    '41: step 7, field change.depth',
    '41: step 7, field change',
    '42: step 7, field wait',
    '43: step 7, field question',
    '46: step 7, option 1, field right',
    '46: step 7, field question.options',
    '50: step 8, field question',
  ]);
  expect(faults.filter((fault) => !/allowed: |needs a network with |repeats option 1/.test(fault))).toEqual([]);
});

const step = (...lines: readonly string[]): string =>
  ['name: x', 'title: t', 'teaches: y', 'steps:', '  - title: a', '    text: b', ...lines, ''].join('\n');

it.each([
  ['JSON', '{\n"name": "x",\n"title": "t",\n"teaches": "y",\n"steps": 3 }', ['f:5: field steps: 3 is not']],
  [
    'a key that stands twice',
    step('    preset: relu', '    text: c', '    panel: lose'),
    ['f:8: column 5', 'f:9: step 1'],
  ],
  [
    'an alias without an anchor',
    step('    preset: relu', '    change: &c { depth: 0 }', '    panel: *p'),
    ['f:9: column 12'],
  ],
  ['text that is no YAML', 'steps: [\n', ['f:2: column 1']],
  ['an empty file', '', ['f:1: null is not allowed; allowed: a mapping with name, title']],
  [
    'a list of numbers',
    'steps: [1, 2]',
    ['f:1: field name', 'f:1: field title', 'f:1: field teaches', 'f:1: step 1: 1 is'],
  ],
])('names the line in %s', (_what, text, begins) => {
  const faults = faultsOf(text);
  for (const [index, begin] of begins.entries()) expect(faults[index]).toContain(begin);
  expect(faults.length).toBeGreaterThanOrEqual(begins.length);
});

it('names the first syntax error alone: those after it are guesses of the parser', () => {
  const faults = faultsOf('<svg\n a="b: c">\n<g b="d: e"/>\n: }\n</svg>\n');
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain('f:1: column 1');
});

it('accepts what it should', () => {
  expect(faultsOf(step('    preset: relu', '    wait: { epoch: 1 }'))).toEqual([]);
});

/** What `lesson check` prints, and its exit code. */
async function checked(file: string): Promise<{ readonly code: number; readonly printed: string }> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const code = await checkLesson(file);
    return { code, printed: write.mock.calls.map(([text]) => String(text)).join('') };
  } finally {
    write.mockRestore();
  }
}

it('prints faults with exit code 2, and the size of a lesson without any', async () => {
  const bad = await checked(path.join(import.meta.dirname, '../fixtures/lessons/faults.yaml'));
  expect(bad.code).toBe(2);
  expect(bad.printed.trimEnd().split('\n')).toHaveLength(faultsOf(fixture).length);
  expect(bad.printed).toMatch(/^\S*faults\.yaml:1: field name/);
  expect(await checked('vanishing')).toEqual({ code: 0, printed: '16 steps, 12 questions: fine\n' });
});

it('refuses a file that is too large before it parses it', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-')), 'large.yaml');
  writeFileSync(file, '# '.repeat(MOST_LESSON_BYTES));
  await expect(checkLesson(file)).rejects.toThrow(UserError);
  await expect(checkLesson(file)).rejects.toThrow(/larger than 1 MB/);
});

it('reads the tables beside the lesson', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-'));
  writeFileSync(path.join(folder, 'own.csv'), 'a,b,label\n1,2,u\n2,3,v\n3,4,u\n4,5,v\n');
  const lesson = (target: string): string => {
    const file = path.join(folder, `${target}.yaml`);
    const change = `{ dataset: csv, data: own.csv, target: ${target} }`;
    writeFileSync(
      file,
      [
        'name: own',
        'title: Own',
        'teaches: tables',
        'steps:',
        '  - title: One',
        '    preset: relu',
        `    change: ${change}`,
      ]
        .concat('    text: Text.', '  - title: Two', '    change: { depth: 2 }', '    text: Text.', '')
        .join('\n'),
    );
    return file;
  };
  expect(await checked(lesson('label'))).toEqual({ code: 0, printed: '2 steps, 0 questions: fine\n' });
  await expect(checkLesson(lesson('lable'))).rejects.toThrow(
    /step 1: .*own\.csv: no column "lable" \(did you mean label\?\)/,
  );
});

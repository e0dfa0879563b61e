// The table of keys: complete, unambiguous, and readable as help and README.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bindingOf, footerBindings, KEY_GROUPS, KEYMAP } from '../../../src/core/app/keymap.js';
import { helpColumns } from '../../../src/core/app/helpColumns.js';
import { helpRows, keymapMarkdown } from '../../../src/core/app/keyTable.js';
import { nextInRing, nextOnLadder } from '../../../src/core/app/ladders.js';
import { SETTINGS } from '../../../src/core/config/settings/index.js';
import { USUAL_KEYS } from '../../../src/core/keys/changes.js';
import { keysInWords } from '../../../src/core/keys/binding.js';
import { configSchema } from '../../../src/core/config/schema.js';
import { Dash } from './helpers.js';
import { fc } from '../../helpers/property.js';

/** What the terminal layer can name. */
const KEY_NAME =
  /^([!-~]|space|tab|shift-tab|left|right|up|down|home|end|enter|esc|backspace|delete|pageup|pagedown|f\d+|ctrl-[a-z])$/;
/** Of the first issue, and of the lesson. */
const PROMISED = [
  ...'aAdDwWiIolLersfyptqbkcxg?[]',
  'space',
  'tab',
  'left',
  'right',
  'home',
  'end',
  'esc',
  'ctrl-c',
  'ctrl-z',
  'ctrl-l',
];

describe('the keymap', () => {
  it('has each id and each key once', () => {
    const ids = KEYMAP.map((binding) => binding.id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = KEYMAP.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(KEY_NAME);
  });

  it('has every table of the folder', async () => {
    const folder = path.resolve(import.meta.dirname, '../../../src/core/app/bindings');
    for (const file of readdirSync(folder)) {
      const module = (await import(path.join(folder, file))) as Record<string, unknown>;
      for (const [name, table] of Object.entries(module))
        if (Array.isArray(table) && name !== 'KEY_GROUPS')
          expect(KEYMAP, `${file} exports ${name}`).toEqual(expect.arrayContaining(table));
    }
  });

  it('binds every promised key', () => {
    expect(PROMISED.filter((key) => bindingOf({ keys: USUAL_KEYS }, key) === undefined)).toEqual([]);
  });

  it.each(KEYMAP.map((binding) => [binding.id, binding] as const))('%s is well formed', (_, binding) => {
    expect(binding.label.length).toBeGreaterThan(3);
    expect(binding.label.length).toBeLessThanOrEqual(56);
    expect(KEY_GROUPS).toContain(binding.group);
    if (binding.footer !== undefined) expect(binding.footer.length).toBeLessThanOrEqual(12);
    const { state } = new Dash();
    expect(() => binding.action(state)).not.toThrow();
    const reason = binding.disabled(state);
    expect(reason === null || typeof reason === 'string').toBe(true);
  });

  it('shows in the footer only keys that work now', () => {
    const dash = new Dash();
    const ids = (): string[] => footerBindings(dash.state).map((binding) => binding.id);
    expect(ids()).toContain('activation');
    expect(ids()).not.toContain('remedy');
    for (const binding of footerBindings(dash.state)) expect(binding.disabled(dash.state)).toBeNull();
  });

  it('lists every binding in the help, under its group', () => {
    const rows = helpRows(new Dash().state);
    expect(rows.filter((row) => row.title)).toHaveLength(KEY_GROUPS.length);
    const keys = rows.filter((row) => !row.title).map((row) => row.keys);
    const all = KEY_GROUPS.flatMap((group) => KEYMAP.filter((binding) => binding.group === group));
    expect(keys.join(' ')).toBe(all.map((binding) => keysInWords(binding)).join(' '));
    // Opposites share a row.
    expect(keys).toContain('a A');
    expect(rows.find((row) => row.text === 'time cursor back, forward')?.disabled).toBe('no step yet');
  });

  it('has two columns in a wide window and loses no word', () => {
    const { state } = new Dash();
    const columns = helpColumns(state);
    expect(columns).toHaveLength(2);
    for (const { text } of columns.flat()) expect(text.length).toBeLessThanOrEqual(56);
    const words = (text: string): string => text.replace(/\s+/g, ' ').trim();
    const shown = words(columns.flatMap((lines) => lines.map(({ text }) => text)).join(' '));
    for (const row of helpRows(state)) expect(shown).toContain(words(`${row.keys} ${row.text}`));
  });

  it('shows reasons if there is room, and one column in a narrow window', () => {
    const sized = (columns: number, rows: number) =>
      helpColumns(new Dash().do({ type: 'resize', columns, rows }).state);
    expect(JSON.stringify(sized(200, 60))).toContain('(there is only one run)');
    expect(JSON.stringify(sized(120, 40))).not.toContain('(there is only one run)');
    expect(sized(119, 40)).toHaveLength(1);
    expect(JSON.stringify(sized(80, 24))).toContain('(there is only one run)');
  });

  it('gives the table of the documentation', () => {
    const lines = keymapMarkdown().trimEnd().split('\n');
    expect(lines).toHaveLength(KEYMAP.filter((_, i) => KEYMAP[i - 1]?.both === undefined).length + 2);
    expect(lines[2]).toBe('| Network | `a` `A` | next, previous activation |');
    expect(lines).toContain('| Runs | `1` .. `9` | focus on run 1 .. 9 |');
    for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(4);
  });

  it('any sequence of keys leaves a valid configuration', () => {
    const keys = KEYMAP.flatMap((binding) => binding.keys).filter((key) => !key.startsWith('ctrl'));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...keys), { maxLength: 60 }), (sequence) => {
        const dash = new Dash().press(...sequence);
        expect(configSchema.safeParse(dash.config).success).toBe(true);
        expect(dash.state.order).toContain(dash.state.focus);
        expect([...dash.state.runs.keys()].sort()).toEqual([...dash.state.order].sort());
        expect([...dash.state.slots.keys()].sort()).toEqual([...dash.state.order].sort());
      }),
    );
  });
});

describe('ladders', () => {
  const LEARNING_RATES = SETTINGS.learningRate.steps.values;

  it('are 1, 3, 10 a decade for the learning rate', () => {
    expect(LEARNING_RATES.slice(10, 17)).toEqual([0.01, 0.03, 0.1, 0.3, 1, 3, 10]);
  });

  it.each([
    [0.3, 1, 1],
    [0.3, -1, 0.1],
    [0.25, 1, 0.3],
    [0.25, -1, 0.1],
    [0.30000000000000004, 1, 1],
    [1000, 1, null],
    [1e-7, -1, null],
  ] as const)('%f in direction %i gives %s', (value, direction, next) => {
    expect(nextOnLadder(LEARNING_RATES, value, direction)).toBe(next);
  });

  it('rings wrap around, and start at the first name from an unknown one', () => {
    expect(nextInRing(['a', 'b', 'c'], 'c', 1)).toBe('a');
    expect(nextInRing(['a', 'b', 'c'], 'a', -1)).toBe('c');
    expect(nextInRing(['a', 'b', 'c'], 'z', -1)).toBe('a');
  });
});

describe('a key that does nothing', () => {
  it.each([
    ['\\', '^'],
    ['ctrl-n', ';'],
    ['ctrl-f', ';'],
    ['ctrl-w', 'E'],
  ])('%s names the key that gives it an effect: %s', (idle, helpful) => {
    const dash = new Dash();
    const said = (): string => dash.press(idle).state.ui.message?.text ?? '';
    expect(said()).toContain(`(key ${helpful})`);
    for (let i = 0; i < 3 && said().includes('(key'); i += 1) dash.press(helpful);
    expect(said()).toContain('→');
  });

  it("names the user's key", () => {
    const dash = new Dash({ keys: { dashboard: { sharpness: ['ctrl-b'] } } });
    expect(dash.press('\\').state.ui.message?.text).toContain('(key ctrl-b)');
  });

  it('names none where no key helps', () => {
    const dash = new Dash({ configs: [configSchema.parse({ cell: 'gru', dataset: 'adding', activation: 'tanh' })] });
    expect(dash.press('b').state.ui.message?.text).toBe('batch normalization is not for recurrent layers');
  });
});

it('a setting without a value is called as its flag calls it', () => {
  const dash = new Dash({ configs: [configSchema.parse({ sharpness: 'on' })] });
  expect(dash.press('\\').state.ui.message?.text).toContain('sharpness every: auto → 10');
  expect(dash.press('c').state.ui.message?.text).toContain('clip norm: none → 1');
});

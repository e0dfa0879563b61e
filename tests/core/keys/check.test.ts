// The user's keys: checked against the tables, printed as a file, and effective on every screen.
import { describe, expect, it } from 'vitest';
import { helpRows } from '../../../src/core/app/keyTable.js';
import { dashboardKeys, footerBindings, KEYMAP } from '../../../src/core/app/keymap.js';
import { checkKeys } from '../../../src/core/keys/check.js';
import { keyTable, type KeyChanges } from '../../../src/core/keys/changes.js';
import { isKeyName } from '../../../src/core/keys/names.js';
import { keysInYaml } from '../../../src/core/keys/print.js';
import { keysSchema } from '../../../src/core/keys/schema.js';
import { KEY_SECTIONS, SECTION_NAMES } from '../../../src/core/keys/sections.js';
import { readDocument } from '../../../src/documents/read.js';
import { fc } from '../../helpers/property.js';
import { Dash } from '../app/helpers.js';

const read = (text: string): readonly string[] => {
  const { value, lineOf } = readDocument(text);
  return checkKeys(value).faults.map(({ path, what }) => `${lineOf(path)}: ${what}`);
};

describe('keys.yaml', () => {
  it.each([
    ['dashbord:\n  quit: Q', 1, ['"dashbord"', 'did you mean dashboard', 'lesson']],
    ['dashboard:\n  qiut: Q', 2, ['"qiut"', 'did you mean quit']],
    ['dashboard:\n  copy: pgup', 2, ['"pgup"', 'did you mean pageup']],
    ['dashboard:\n  copy: Ctrl+P', 2, ['"Ctrl+P"', 'did you mean ctrl-p']],
    ['dashboard:\n  copy: ctrl-m', 2, ['unknown key "ctrl-m"']],
    ['dashboard:\n  theme: [t, 漢]', 2, ['unknown key "漢"']],
    ['dashboard:\n  # mine\n  fine-loss: ~', 3, ['got null', 'quote']],
    ['dashboard:\n  theme: d', 2, ['theme', '"d"', 'depth-more']],
    ['dashboard:\n  theme: f5\n  copy: f5', 3, ['copy', '"f5"', 'theme']],
    ['dashboard:\n  quit: []', 2, ['quit', 'needs a key']],
    ['map:\n  interrupt: []', 2, ['interrupt', 'needs a key']],
    ['list:\n  close: []', 2, ['close', 'needs a key']],
    ['lesson:\n  answer: [a, b, c, d, e, f, g]', 2, ['answer', '7 keys', 'up to 6']],
    ['map: q', 1, ['map', '"q"']],
    ['- quit', 1, ['expected sections', 'dashboard']],
  ])('%j is refused in line %i', (text, line, words) => {
    const [first = '', ...more] = read(text);
    expect(more).toEqual([]);
    expect(first.startsWith(`${line}: `)).toBe(true);
    for (const word of words) expect(first).toContain(word);
  });

  it('takes a key, a list, none, and keys that change places', () => {
    const { value } = readDocument('dashboard:\n  theme: d\n  depth-more: [t, f12]\n  l2: []\n  focus-run: [1, 2]\n');
    expect(checkKeys(value)).toEqual({
      changes: { dashboard: { theme: ['d'], 'depth-more': ['t', 'f12'], l2: [], 'focus-run': ['1', '2'] } },
      faults: [],
    });
  });

  it('is printed so that it reads back as the same keys', () => {
    const changes: KeyChanges = { dashboard: { l2: [], theme: ['f5', '}'], unfold: [] }, map: { quit: ['Q'] } };
    for (const one of [{}, changes]) {
      const { value, faults } = readDocument(keysInYaml(one).join('\n'));
      expect(faults).toEqual([]);
      const checked = checkKeys(value);
      expect(checked.faults).toEqual([]);
      for (const [section, { bindings }] of Object.entries(KEY_SECTIONS)) {
        const table = keyTable(section, bindings);
        expect(table(checked.changes).all).toEqual(table(one).all);
      }
    }
  });

  it('has a schema with every action', () => {
    const { properties } = keysSchema() as { properties: Record<string, { properties?: object }> };
    for (const section of SECTION_NAMES)
      expect(Object.keys(properties[section]?.properties ?? {})).toEqual(
        KEY_SECTIONS[section]?.bindings.map(({ id }) => id),
      );
  });
});

describe.each(Object.entries(KEY_SECTIONS))('section %s', (_, { bindings }) => {
  it('has each id and each key once, and keys that a file may name', () => {
    const [ids, keys] = [bindings.map(({ id }) => id), bindings.flatMap((one) => one.keys)];
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !isKeyName(key))).toEqual([]);
    expect(bindings.some(({ wayOut }) => wayOut === true)).toBe(true);
  });
});

/** The keys of all sections, dealt out again; each action keeps the number of its keys. */
const permuted = fc
  .tuple(
    ...Object.values(KEY_SECTIONS).map(({ bindings }) => {
      const keys = bindings.flatMap((one) => one.keys);
      return fc.shuffledSubarray(keys, { minLength: keys.length });
    }),
  )
  .map((dealt): KeyChanges =>
    Object.fromEntries(
      Object.entries(KEY_SECTIONS).map(([section, { bindings }], at) => {
        const rest = [...(dealt[at] ?? [])];
        return [section, Object.fromEntries(bindings.map(({ id, keys }) => [id, rest.splice(0, keys.length)]))];
      }),
    ),
  );

describe('after any permutation of the keys', () => {
  it('the file is valid, and every action has its own keys', () => {
    fc.assert(
      fc.property(permuted, (changes) => {
        expect(checkKeys(changes).faults).toEqual([]);
        for (const [section, { bindings }] of Object.entries(KEY_SECTIONS)) {
          const table = keyTable(section, bindings)(changes);
          for (const { id } of bindings)
            for (const key of changes[section]?.[id] ?? []) expect(table.of(key)?.id).toBe(id);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('the dashboard does by the new keys what it did by the usual ones', () => {
    const ids = KEYMAP.map(({ id }) => id).filter((id) => !['interrupt', 'suspend', 'redraw', 'quit'].includes(id));
    fc.assert(
      fc.property(permuted, fc.array(fc.constantFrom(...ids), { maxLength: 12 }), (keys, sequence) => {
        const [usual, changed] = [new Dash(), new Dash({ keys })];
        for (const id of sequence) {
          usual.press(dashboardKeys({}).keyOf(id));
          changed.press(dashboardKeys(keys).keyOf(id));
          // An overlay takes the keys of its own section.
          for (const dash of [usual, changed])
            if (dash.state.ui.overlay !== null)
              dash.do({ type: 'intent', intent: { type: 'ui', patch: { overlay: null, promptText: '' } } });
          // Messages name keys.
          expect({ ...changed.state.ui, message: null }).toEqual({ ...usual.state.ui, message: null });
          expect(changed.config).toEqual(usual.config);
        }
        for (const { keys: shown } of footerBindings(changed.state)) expect(shown.length).toBeGreaterThan(0);
        const help = helpRows(changed.state).map((row) => row.keys);
        expect(help.join(' ')).toContain(`${dashboardKeys(keys).keyOf('quit')}`);
      }),
      { numRuns: 30 },
    );
  });
});

// The tree of modules from the names of layers: which modules are open at first, and how they fold.
import { describe, expect, it } from 'vitest';
import type { ToldRun } from '../../../src/core/run/events.js';
import { moduleAround, modulesOf, openAtFirst, rowsOf } from '../../../src/core/run/modules.js';

const run = (names: readonly string[]): ToldRun => ({
  type: 'run',
  runId: 'r',
  layers: names.map((name) => ({ name })),
});
const keysAtFirst = (names: readonly string[]): string[] | null => {
  const tree = modulesOf(run(names));
  return tree === null ? null : rowsOf(tree, openAtFirst(tree)).map(({ key, layers }) => `${key} ${layers.length}`);
};
const block = (at: number, of: readonly string[]): string[] => of.map((part) => `model.layers.${at}.${part}`);

const TABLE: readonly (readonly [string, readonly string[], string[] | null])[] = [
  ['no path', ['a', 'b', 'c'], null],
  ['one layer', ['a.weight'], null],
  ['no layer', [], null],
  ['no two layers in a module', ['a.weight', 'b.weight'], null],
  ['few layers: all open', ['fc.weight', 'fc.bias', 'out.weight'], ['fc.weight 1', 'fc.bias 1', 'out 1']],
  ['slashes', ['enc/0/kernel', 'enc/0/bias', 'out'], ['enc.0.kernel 1', 'enc.0.bias 1', 'out 1']],
  ['equal names', ['a.w', 'a.w', 'b.w'], null],
  [
    'blocks stay folded where their parts are too many',
    ['embed', ...Array.from({ length: 12 }, (_, at) => block(at, ['q', 'k', 'v', 'o'])).flat()],
    ['embed 1', ...Array.from({ length: 12 }, (_, at) => `model.layers.${at} 4`)],
  ],
];

describe('modules', () => {
  it.each(TABLE)('%s', (_, names, expected) => {
    expect(keysAtFirst(names)).toEqual(expected);
  });

  it('takes the path of the log before the name', () => {
    const tree = modulesOf({
      type: 'run',
      runId: 'r',
      layers: [
        { name: 'x.weight', path: 'enc.0' },
        { name: 'y.bias', path: 'enc.0' },
        { name: 'z.weight', path: 'enc.1' },
      ],
    });
    expect(tree?.parts.map(({ key }) => key)).toEqual(['enc.0', 'enc.1']);
  });

  it('every layer is in exactly one row, whichever modules are open', () => {
    const names = Array.from({ length: 30 }, (_, at) => block(at, ['a.w', 'a.b', 'n'])).flat();
    const tree = modulesOf(run(names));
    if (tree === null) throw new Error('no tree');
    for (const open of [new Set<string>(), new Set([tree.key]), new Set([tree.key, 'model.layers.3'])]) {
      const layers = rowsOf(tree, open).flatMap((row) => row.layers);
      expect(layers.toSorted((a, b) => a - b)).toEqual(names.map((_, at) => at));
    }
  });

  it('folds the smallest open module around a layer', () => {
    const tree = modulesOf(run([...block(0, ['a.w', 'a.b', 'n']), ...block(1, ['a.w', 'a.b', 'n'])]));
    if (tree === null) throw new Error('no tree');
    const open = new Set([tree.key, 'model.layers.0', 'model.layers.0.a']);
    expect(moduleAround(tree, open, 0)?.key).toBe('model.layers.0.a');
    expect(moduleAround(tree, open, 2)?.key).toBe('model.layers.0');
    expect(moduleAround(tree, open, 3)).toBeNull();
  });
});

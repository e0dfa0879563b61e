// Hyperparameters by name: nested ones become flat, and runs compare name by name.
import { describe, expect, it } from 'vitest';
import { differingHparams, flatHparams, hparamsChange, type Hparams } from '../../../src/core/run/hparams.js';
import { decodeLine } from '../../../src/runtime/journal.js';

describe('hyperparameters', () => {
  it.each<[string, object, Hparams]>([
    ['flat', { lr: 0.1, name: 'x', amp: true }, { lr: 0.1, name: 'x', amp: true }],
    ['nested', { optim: { lr: 0.1, sub: { eps: 1e-8 } } }, { 'optim/lr': 0.1, 'optim/sub/eps': 1e-8 }],
    ['a list', { sizes: [64, 32] }, { sizes: '[64,32]' }],
    ['nothing', { seed: null, empty: {} }, { seed: 'null', empty: '{}' }],
  ])('flattens %s', (_, given, flat) => {
    expect(flatHparams(given)).toEqual(flat);
  });

  it('keeps what is nested deeper than the limit as a string', () => {
    const deep = Array.from({ length: 40 }).reduce<object>((inside) => ({ a: inside }), { b: 1 });
    const [[name, value] = []] = Object.entries(flatHparams(deep));
    expect(name).toBe('a/a/a/a/a/a/a');
    expect(typeof value).toBe('string');
  });

  it('a name such as __proto__ stays a name', () => {
    const flat = flatHparams(JSON.parse('{"__proto__": {"lr": 1}}') as object);
    expect(Object.keys(flat)).toEqual(['__proto__/lr']);
    expect(({} as Record<string, unknown>)['lr']).toBeUndefined();
  });

  it.each<[string, Hparams | undefined, Hparams | undefined, string]>([
    ['the same', { lr: 1, b: 'x' }, { b: 'x', lr: 1 }, ''],
    ['a value', { lr: 0.1 }, { lr: 0.01 }, 'lr: 0.1 → 0.01'],
    ['a name that one lacks', { lr: 1 }, { lr: 1, seed: 3 }, 'seed: absent → 3'],
    ['one run has none', undefined, { lr: 1 }, 'lr: absent → 1'],
    ['no run has any', undefined, undefined, ''],
    ['NaN is NaN', { x: NaN }, { x: NaN }, ''],
  ])('compares: %s', (_, a, b, expected) => {
    expect(hparamsChange(a, b)).toBe(expected);
  });

  it('names the hyperparameters that differ among several runs', () => {
    expect(differingHparams([{ lr: 1, s: 1 }, undefined, { lr: 1, s: 2 }, { lr: 2, s: 1 }])).toEqual(['lr', 's']);
  });

  it('are read from a run log, flat and clean, and must be an object', () => {
    const line = (hparams: unknown): string => JSON.stringify({ type: 'run', runId: 'r', hparams });
    expect(decodeLine(line({ 'l\u001b[31mr': 0.1, optim: { name: 'ad\u202eam' } }))).toMatchObject({
      hparams: { lr: 0.1, 'optim/name': 'adam' },
    });
    expect(() => decodeLine(line([1]))).toThrow(/hparams/);
  });
});

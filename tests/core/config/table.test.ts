// Another preset on the same table.
import { expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/presets.js';
import { withTableOf } from '../../../src/core/config/table.js';

const table = parseConfig(
  { dataset: 'csv', data: 'a.csv', target: 'y', drop: 'b', validationSplit: 0.2, width: 3 },
  't',
);
const relu = parseConfig({ name: 'relu', activation: 'relu', width: 20 }, 't');

it('keeps the table and takes every other setting of the preset', () => {
  const kept = withTableOf(relu, table);
  expect(kept).toMatchObject({
    name: 'relu',
    width: 20,
    dataset: 'csv',
    data: 'a.csv',
    target: 'y',
    drop: 'b',
    validationSplit: 0.2,
  });
  expect(withTableOf(relu, relu)).toEqual(relu);
  expect(withTableOf(relu, null)).toEqual(relu);
});

it('a recurrent preset keeps its sequences', () => {
  const rnn = parseConfig({ cell: 'simpleRnn', dataset: 'sequenceSum' }, 't');
  expect(withTableOf(rnn, table)).toEqual(rnn);
});

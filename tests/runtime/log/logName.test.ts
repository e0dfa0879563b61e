import { expect, it } from 'vitest';
import { runNameOf } from '../../../src/runtime/log/logName.js';

it.each([
  ['/runs/first.jsonl', 'first'],
  ['/runs/a.b.log', 'a.b'],
  ['/runs/exp', 'exp'],
  ['/logs/exp/version_0/metrics.csv', 'exp/version_0'],
  ['/logs/lightning_logs/version_3/metrics.csv', 'version_3'],
  ['/logs/exp/version_0', 'exp/version_0'],
  ['/logs/run7/metrics.csv', 'run7'],
  ['/metrics.csv', 'metrics'],
])('%s is the run %s', (place, name) => {
  expect(runNameOf(place)).toBe(name);
});

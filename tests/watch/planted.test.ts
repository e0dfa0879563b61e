// Faults planted in small PyTorch networks, logged by the Python helper (python/tests/planted.py): the verdict names each.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchOnce } from '../../src/cli/watchOnce.js';
import type { RunReport } from '../../src/core/watch/report.js';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/watch/planted');

function judged(name: string): RunReport {
  let out = '';
  const paths = [path.join(FOLDER, `${name}.jsonl`)];
  watchOnce({ paths, json: true, format: null, failOn: [], now: 0, columns: 100 }, (text) => (out += text));
  return JSON.parse(out) as RunReport;
}

/** All findings, the first one first. Frozen layers are no fault. */
const FAULTS: Readonly<Record<string, readonly string[]>> = {
  'healthy-mlp': [],
  'healthy-cnn': [],
  frozen: [],
  vanishing: ['vanishing alarm', 'plateau alarm', 'update-ratio warning'],
  'dying-relu': ['dying-relu alarm', 'zero-gradient alarm', 'plateau alarm'],
  exploding: ['not-finite alarm'],
  nan: ['not-finite alarm'],
  'rate-too-small': ['update-ratio alarm'],
  // A rate of 1 with Adam kills the units of a ReLU before the loss grows.
  'rate-too-large': ['dying-relu alarm', 'zero-gradient alarm'],
  diverging: ['diverging alarm'],
  'healthy-tanh': [],
  'healthy-elu': [],
  'deep-sigmoid': ['vanishing alarm', 'plateau alarm', 'update-ratio warning'],
  'dying-by-rate': ['not-finite alarm'],
  // Learns nevertheless.
  'saturated-by-gain': [],
  'small-tanh': ['vanishing alarm', 'plateau alarm', 'update-ratio warning'],
  overflow: ['not-finite alarm'],
  saturated: ['saturated alarm', 'vanishing alarm', 'update-ratio alarm', 'plateau alarm'],
};

describe('planted faults', () => {
  it('are all in the table', () => {
    expect(
      readdirSync(FOLDER)
        .filter((file) => file.endsWith('.jsonl'))
        .map((file) => file.replace('.jsonl', ''))
        .sort(),
    ).toEqual(Object.keys(FAULTS).sort());
  });

  it.each(Object.entries(FAULTS))('%s', (name, findings) => {
    expect(judged(name).findings.map(({ rule, level }) => `${rule} ${level}`)).toEqual(findings);
  });
});

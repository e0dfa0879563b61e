// Damaged logs of every format: they are read or refused in one line, and never end the program otherwise.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/userError.js';
import { fc, runs } from '../helpers/property.js';
import { once } from './once.js';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');
const FILES = [
  'watch-samples/hf-trainer/runs/events.out.tfevents.1795893543.host.29179.0',
  'watch-samples/keras/tb/validation/events.out.tfevents.1795893571.host.29977.1.v2',
  'watch-samples/hf-trainer/checkpoint-10/trainer_state.json',
  'watch-samples/lightning/csv/version_0/metrics.csv',
  'watch-samples/dvclive/dvclive/plots/metrics/acc.tsv',
  'watch-samples/plain/plain.jsonl',
  'watch-samples/plain/simple.log',
  'watch-samples/plain/carriage-returns.log',
  'foreign/restart.jsonl',
];
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-mutated-'));

const change = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'zeros', 'twice', 'insert'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 600 }),
  byte: fc.integer({ min: 0, max: 255 }),
});
type Change = Readonly<{ kind: string; at: number; length: number; byte: number }>;

function changed(bytes: Buffer, { kind, at, length, byte }: Change): Buffer {
  const from = Math.floor(at * bytes.length);
  const to = Math.min(bytes.length, from + length);
  const [before, inside, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  if (kind === 'cut') return Buffer.concat([before, after]);
  if (kind === 'zeros') return Buffer.concat([before, Buffer.alloc(inside.length), after]);
  if (kind === 'twice') return Buffer.concat([before, inside, inside, after]);
  if (kind === 'insert') return Buffer.concat([before, Buffer.alloc(length, byte), inside, after]);
  return Buffer.concat([before, Buffer.from(inside.map((one) => one ^ byte)), after]);
}

describe('mutated logs', () => {
  it.each(FILES)('%s', (name) => {
    const whole = readFileSync(path.join(FIXTURES, name));
    const file = path.join(folder, path.basename(name));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        writeFileSync(file, changes.reduce(changed, whole));
        try {
          for (const report of once(file)) expect(() => JSON.stringify(report)).not.toThrow();
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          expect(error.lines).toHaveLength(1);
        }
      }),
      { numRuns: runs(10) },
    );
  });
});

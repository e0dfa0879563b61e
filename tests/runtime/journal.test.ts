// The run log's codec: every event reads back as it was, every bad line says what is wrong, old and foreign logs are read.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config } from '../../src/core/config/schema.js';
import { UserError } from '../../src/core/userError.js';
import { decodeLine, decodeLog, encodeEvent, shortestFloat32 } from '../../src/runtime/journal.js';
import { fc, runs } from '../helpers/property.js';
import { event } from './arbitraries.js';

/** Typed arrays read back as plain ones; their numbers must be the same float32. */
const plain = (value: unknown): unknown => {
  if (value instanceof Float32Array) return Array.from(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
};
/** A value as read, with its float32 rounded, for comparison with `original`. */
const rounded = (original: unknown, read: unknown): unknown => {
  if (original instanceof Float32Array) return Array.isArray(read) ? read.map((v) => Math.fround(v as number)) : read;
  if (Array.isArray(original)) return Array.isArray(read) ? read.map((item, i) => rounded(original[i], item)) : read;
  if (typeof original !== 'object' || original === null || typeof read !== 'object' || read === null) return read;
  const from = original as Record<string, unknown>;
  return Object.fromEntries(Object.entries(read).map(([key, item]) => [key, rounded(from[key], item)]));
};

describe('round trip', () => {
  it('reads back what was written: one line, type first, every number the same', () => {
    fc.assert(
      fc.property(event, (written) => {
        const line = encodeEvent(written);
        expect(line).not.toContain('\n');
        expect(line.startsWith(`{"type":"${written.type}",`)).toBe(true);
        // Other programs can parse the line as JSON.
        expect(() => JSON.parse(line) as unknown).not.toThrow();
        expect(rounded(written, decodeLine(line))).toEqual(plain(written));
      }),
      { numRuns: runs(250) },
    );
  });

  it('writes float32 with the fewest digits that read back', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const short = shortestFloat32(value);
        expect(Math.fround(short)).toBe(value);
        expect(String(short).length).toBeLessThanOrEqual(String(value).length);
      }),
      { numRuns: runs(2000) },
    );
    expect(shortestFloat32(Math.fround(0.1))).toBe(0.1);
    expect(shortestFloat32(2 ** -149)).toBe(1e-45);
  });

  it('keeps the sign of zero', () => {
    const read = decodeLine(encodeEvent({ type: 'step', runId: 'a', step: 1, epoch: 1, loss: -0 }));
    expect(read).toMatchObject({ loss: -0 });
  });
});

describe('lines of others', () => {
  it('need only step and loss', () => {
    expect(decodeLine('{"type":"step","step":3,"loss":0.5}')).toMatchObject({ type: 'step', step: 3, loss: 0.5 });
  });

  it('read the bare NaN that Python writes, outside strings', () => {
    const line =
      '{"type": "step", "step": 3, "loss": NaN, "note": "x: NaN, \\"NaN\\", y", "layers": {"gradRms": [1, -Infinity,NaN]}}';
    expect(decodeLine(line)).toMatchObject({
      loss: NaN,
      note: 'x: NaN, "NaN", y',
      layers: { gradRms: [1, -Infinity, NaN] },
    });
  });

  it('skip unknown types, rules and fields', () => {
    expect(decodeLine('{"type":"hologram","step":"x"}')).toBeNull();
    expect(decodeLine('{"type":"toString"}')).toBeNull();
    expect(decodeLine('{"type":"finding","rule":"grokking","step":1}')).toBeNull();
    expect(decodeLine('{"type":"step","step":1,"loss":1,"hologram":{}}')).toMatchObject({ step: 1 });
    expect(decodeLine('{"type":"step","step":1.5,"loss":null}')).toMatchObject({ step: 1.5 });
    expect(decodeLine('')).toBeNull();
    expect(decodeLine('\r')).toBeNull();
  });

  it.each([
    ['{"type":"step","step":1', ['not valid JSON']],
    ['[1]', ['not a JSON object']],
    ['7', ['not a JSON object']],
    ['{"step":1}', ['"type"', 'missing']],
    ['{"type":"step","loss":1}', ['step:', '"step"', 'missing', 'a number, at least 0']],
    ['{"type":"step","step":-1.5,"loss":1}', ['"step"', 'a number, at least 0', '-1.5']],
    ['{"type":"step","step":1,"loss":"low"}', ['"loss"', 'a number', '"low"']],
    ['{"type":"step","step":1,"loss":1,"layers":[]}', ['"layers"', 'an object', '[]']],
    [
      '{"type":"step","step":1,"loss":1,"layers":{"gradRms":["x"]}}',
      ['"layers.gradRms[0]"', 'a number or null', '"x"'],
    ],
    [
      '{"type":"weights","step":1,"parameters":[{"layer":0,"values":[1]},{"name":7,"layer":0,"values":[1]}]}',
      ['weights:', '"parameters[1].name"', 'a string', '7'],
    ],
    ['{"type":"boundary","step":1,"xRange":[0]}', ['"xRange"', 'a pair of numbers', '[0]']],
    ['{"type":"run","schema":2}', ['"schema"', '1, the version that this gradtop supports', '2']],
    ['{"type":"run","config":7}', ['"config"', 'an object', '7']],
    [
      JSON.stringify({ type: 'run', config: { ...parseConfig({ outputActivation: 'sigmoid' }, 'test'), depth: 51 } }),
      ['"config"', 'depth: 51', 'a whole number from 0 to 50'],
    ],
    ['{"type":"finding","rule":"plateau","step":1,"level":"loud"}', ['"level"', 'warning, alarm, cleared', '"loud"']],
  ])('%s: the error names the field, its value and what is allowed', (line, facts) => {
    let message = '';
    try {
      decodeLine(line);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      ({ message } = error as Error);
    }
    for (const fact of facts) expect(message).toContain(fact);
    expect(message).not.toContain('\n');
  });

  it('have the same fields when they are written again, without fallbacks and defaults', () => {
    const older: Partial<Config> = parseConfig({ outputActivation: 'sigmoid' }, 'test');
    delete older.noise;
    for (const line of [
      '{"type":"step","step":3,"loss":"NaN","layers":{"gradRms":[1,null,"Infinity"]}}',
      '{"type":"probe","step":3,"layers":{"dead":[0.5]}}',
      '{"type":"weights","step":3,"parameters":[{"layer":0,"values":[1,2]}]}',
      '{"type":"finding","step":3,"rule":"plateau","level":"alarm"}',
      '{"type":"epoch","step":3,"hologram":{"a":[null]}}',
      JSON.stringify({ type: 'run', name: 'old', config: older }),
    ]) {
      const event = decodeLine(line)!;
      expect(event.runId).toBe('run');
      expect(encodeEvent(event)).toBe(line);
      // The splitter renames a second run in this way.
      const renamed = encodeEvent({ ...event, runId: 'run (2)' });
      expect(JSON.parse(renamed)).toEqual({ ...(JSON.parse(line) as object), runId: 'run (2)' });
    }
    expect(decodeLine('{"type":"step","step":1,"loss":1,"accuracy":null}')).not.toHaveProperty('accuracy');
  });

  it('never throw anything but UserError, for any text', () => {
    const files = readdirSync('tests/fixtures/logs').map((file) => readFileSync(`tests/fixtures/logs/${file}`, 'utf8'));
    const lines = files.flatMap((file) => file.split('\n').filter((_, i) => i < 3 || i % 97 === 0));
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.nat(), fc.nat(20), fc.string(), (line, at, cut, junk) => {
        const from = at % (line.length + 1);
        try {
          decodeLine(line.slice(0, from) + junk + line.slice(from + cut));
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe('a whole log', () => {
  it('leaves a torn last line out and names every other bad one', () => {
    const good = '{"type":"step","step":1,"loss":1}\n';
    expect(decodeLog(`${good}${good}{"type":"st`, 'a.jsonl')).toHaveLength(2);
    expect(() => decodeLog(`${good}{"type":"st\n${good}`, 'a.jsonl')).toThrow('a.jsonl:2: not valid JSON');
    expect(() => decodeLog(`${good}{"type":"st\n`, 'a.jsonl')).toThrow('a.jsonl:2: not valid JSON');
  });

  it.each(readdirSync('tests/fixtures/logs'))('reads %s, and writes the same bytes', (file) => {
    const log = readFileSync(`tests/fixtures/logs/${file}`, 'utf8');
    const events = decodeLog(log, file);
    expect(events[0]?.type).toBe('run');
    expect(events.map(encodeEvent).join('\n')).toBe(log.trimEnd());
  });
});

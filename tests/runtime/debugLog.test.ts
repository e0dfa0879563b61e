// The debug log: one JSON line per entry, long values shortened, one clear error for a file that cannot be opened.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/userError.js';
import { openDebugLog } from '../../src/runtime/debugLog.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-debug-'));

describe('the debug log', () => {
  it('is off without a file', () => {
    expect(openDebugLog(undefined, () => 0)).toBeNull();
    expect(openDebugLog('', () => 0)).toBeNull();
  });

  it('writes one line per entry, with the time since its start', () => {
    const file = path.join(folder, 'debug.jsonl');
    let now = 100;
    const log = openDebugLog(file, () => now)!;
    log.record('action', { type: 'key', key: 'a' });
    now = 112.34;
    log.record('action', { type: 'events', events: Array.from({ length: 40 }, (_, step) => ({ step })) });
    log.record('action', { type: 'weights', values: Float32Array.of(0.5, -1) });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { ms: 0, action: { type: 'key', key: 'a' } },
      { ms: 12.3, action: { type: 'events', events: '40 elements' } },
      { ms: 12.3, action: { type: 'weights', values: [0.5, -1] } },
    ]);
  });

  it('names a file that cannot be opened', () => {
    const missing = path.join(folder, 'none', 'debug.jsonl');
    expect(() => openDebugLog(missing, () => 0)).toThrow(UserError);
    expect(() => openDebugLog(missing, () => 0)).toThrow(missing);
  });
});

// `gradtop watch` without a name: the latest live log, or a message that names the latest that has ended.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openRunLog } from '../../src/cli/runLog.js';
import { latestLive } from '../../src/cli/runs.js';
import type { UserError } from '../../src/core/userError.js';
import { decodeLog } from '../../src/runtime/journal.js';

const RELU = new URL('../fixtures/logs/relu.jsonl', import.meta.url).pathname;
const lines = readFileSync(RELU, 'utf8').split(/(?<=\n)/);
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-watch-'));

/** The message instead of a live log. */
function whyNone(runs: string): string {
  try {
    return latestLive(runs);
  } catch (error) {
    return (error as UserError).lines.join('\n');
  }
}

describe('watch without a name', () => {
  it('finds a live log outside the folder of recordings', async () => {
    const data = mkdtempSync(path.join(folder, 'data-'));
    const runs = path.join(data, 'gradtop', 'runs');
    const log = path.join(data, 'elsewhere.jsonl');
    vi.stubEnv('XDG_DATA_HOME', data);
    try {
      const recorder = await openRunLog(log);
      expect(latestLive(runs)).toBe(realpathSync(log));
      await recorder?.close();
      const ended = `${encodeURIComponent(os.hostname())}-ended`;
      // A run that never began left no log.
      expect(readdirSync(path.join(runs, 'live'))).toEqual([]);
      // A killed process leaves its entry, and a machine that shares the folder has its own.
      const left = path.join(runs, 'live', `${encodeURIComponent(os.hostname())}-1-1`);
      writeFileSync(log, lines[0] ?? '');
      writeFileSync(left, log);
      writeFileSync(path.join(runs, 'live', 'other-1-1'), log);
      expect(() => latestLive(runs)).toThrow(/no run is live/);
      expect(readdirSync(path.join(runs, 'live'))).toEqual([ended, 'other-1-1'].toSorted());
      // The log is written, although there is no place for an entry.
      vi.stubEnv('XDG_DATA_HOME', '/dev/null/none');
      await (await openRunLog(log))?.close();
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('names the latest log that has ended, also one outside the folder of recordings', async () => {
    const data = realpathSync(mkdtempSync(path.join(folder, 'data-')));
    const runs = path.join(data, 'gradtop', 'runs');
    const events = decodeLog(lines[0] ?? '', RELU);
    const write = async (file: string, at: number): Promise<void> => {
      const recorder = await openRunLog(file);
      recorder?.write(events);
      utimesSync(file, at, at);
      await recorder?.close();
    };
    vi.stubEnv('XDG_DATA_HOME', data);
    try {
      const [one, two] = [path.join(data, 'one.jsonl'), path.join(data, 'the second.jsonl')];
      await write(two, 20);
      await write(one, 10);
      expect(whyNone(runs)).toContain(`the latest, ${two}, has ended; to see it: gradtop replay '${two}'`);
      await write(one, 30);
      expect(whyNone(runs)).toContain(`the latest, ${one}, has ended; to see it: gradtop replay ${one}`);
      expect(readdirSync(path.join(runs, 'live'))).toHaveLength(1);
      await write(path.join(runs, 'own.jsonl'), 40);
      expect(whyNone(runs)).toMatch(/the latest, own\.jsonl, has ended; to see it: gradtop replay last$/);
      // A killed process leaves the entry of a live log.
      utimesSync(two, 50, 50);
      writeFileSync(path.join(runs, 'live', `${encodeURIComponent(os.hostname())}-1-1`), two);
      expect(whyNone(runs)).toContain(`the latest, ${two}, has ended`);
      rmSync(two);
      expect(whyNone(runs)).toContain('own.jsonl');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('fails if no run is live, and names the latest that has ended', () => {
    const data = mkdtempSync(path.join(folder, 'data-'));
    const runs = path.join(data, 'gradtop', 'runs');
    expect(whyNone(runs)).toMatch(/no run is live in .*gradtop train relu --detach$/);
    mkdirSync(runs, { recursive: true });
    for (const [name, at] of [
      ['new.jsonl', 2],
      ['old.jsonl', 1],
    ] as const) {
      writeFileSync(path.join(runs, name), lines[0] ?? '');
      utimesSync(path.join(runs, name), at, at);
    }
    expect(whyNone(runs)).toMatch(/no run is live in .*new\.jsonl.*gradtop replay last$/);
    expect(whyNone(runs)).toContain(runs);
  });
});

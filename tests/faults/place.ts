// The folder of a row, and questions about the files in it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../helpers/waiting.js';
import { unmountBelow } from './disk.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const FIXTURES = path.join(ROOT, 'tests', 'fixtures');

export interface Place {
  readonly folder: string;
  /** A path in the folder. */
  file(name: string): string;
  /** The log that the program writes. A row sets another path once the program has named it. */
  log: string;
  /** The folder for recordings by `R`. */
  readonly recorded: string;
  remove(): void;
}

export function makePlace(): Place {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-fault-'));
  const file = (name: string): string => path.join(folder, name);
  return {
    folder,
    file,
    log: file('run.jsonl'),
    recorded: file(path.join('data', 'gradtop', 'runs')),
    remove() {
      unmountBelow(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface LogLine {
  readonly type?: string;
  readonly runId?: string;
  readonly step?: number;
  readonly reason?: string;
  readonly message?: string;
}

/** Lines of a log. @throws Error for a line that is not JSON, or for a torn last line where none is allowed */
export function linesOf(file: string, mayBeTorn = false): LogLine[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text !== '' && !text.endsWith('\n') && !mayBeTorn)
    throw new Error(`${file}: the last line is torn: ${text.slice(-80)}`);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      try {
        return JSON.parse(line) as LogLine;
      } catch {
        throw new Error(`${file}:${i + 1}: ${JSON.stringify(line.slice(0, 80))} is not JSON`);
      }
    });
}

/** The last step in a log, which may still grow. */
export function latestStep(file: string): number {
  if (!existsSync(file)) return 0;
  const steps = [...readFileSync(file, 'utf8').matchAll(/^\{"type":"step".*?"step":(\d+),/gm)];
  return Number(steps.at(-1)?.[1] ?? 0);
}

/** Waits until the log holds at least this many steps. */
export const logged = ({ log }: Place, steps = 1): Promise<unknown> =>
  until(
    () => latestStep(log) >= steps,
    () => `step ${steps} in the log, which stands at ${latestStep(log)}`,
  );

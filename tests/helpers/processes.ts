// Processes as the system lists them.
import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { lives } from '../../src/runtime/lockFile.js';

/** Whether a process runs; one that its parent has not reaped yet does not. */
export const alive = (pid: number): boolean => lives({ pid, host: encodeURIComponent(hostname()), began: '-' });

/** Process ids of the children of a process. */
export const childrenOf = (parent: number): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = NaN, ppid = NaN]) => (ppid === parent ? pid : []));

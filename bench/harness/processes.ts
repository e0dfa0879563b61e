// CPU and memory of processes, from /proc.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc: 100 on every Linux that Node runs on. */
const TICK_MS = 10;

export const HAS_PROC = existsSync('/proc/self/stat');

/** Fields of /proc/PID/stat from the third on; the second, the program's name, may contain anything. */
function statOf(pid: number | string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** User and system time of one process, not of its children. */
export function cpuMs(pid: number): number {
  const stat = statOf(pid);
  return TICK_MS * (Number(stat?.[11] ?? NaN) + Number(stat?.[12] ?? NaN));
}

/** The process and all its descendants. */
export function treeOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(statOf(name)?.[1] ?? NaN) }));
  const tree = [pid];
  for (const above of tree) tree.push(...parents.filter(({ parent }) => parent === above).map((one) => one.pid));
  return tree;
}

/** MiB resident now and at its peak; NaN if the process is gone. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  let text = '';
  try {
    text = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // The process is gone.
  }
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(text)?.[1] ?? NaN) / 1024;
  return { now: field('VmRSS'), peak: field('VmHWM') };
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

// Children that share a sweep's cells: each takes the next cell when it is free; the cell of one that dies goes to another.
import type { ChildProcess } from 'node:child_process';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import { endInWords } from '../core/run/crash.js';
import type { SeedResult } from '../core/sweep/map.js';
import { EXIT, UserError } from '../core/userError.js';
import { childModule, forkChild } from './childProcess.js';

export interface SweepJob {
  readonly id: number;
  readonly backend: BackendChoice;
  /** One a seed. */
  readonly configs: readonly Config[];
}

/** What a child is told. A paused one trains no step, but keeps what it has. */
export type SweepOrder = ({ readonly type: 'job' } & SweepJob) | { readonly type: 'pause' | 'resume' };

export type SweepReply =
  | { readonly type: 'done'; readonly id: number; readonly results: readonly SeedResult[] }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly message: string;
      readonly exitCode: UserError['exitCode'];
    };

/** A cell that took so many children with it ends the sweep. */
const MOST_DEATHS = 3;

export interface SweepPoolOptions {
  readonly size: number;
  /** The child's module; another one in tests. */
  readonly entry?: string;
  readonly onResult: (id: number, results: readonly SeedResult[]) => void;
  /** A child died and its cell waits for another. */
  readonly onDeath?: (how: string) => void;
}

export interface SweepPool {
  /** Resolves when every job is done, or (false) when `stop` was called. @throws UserError */
  readonly finished: Promise<boolean>;
  readonly pids: readonly number[];
  /** Cells under way stand still between two steps, no other is begun. */
  pause(): void;
  resume(): void;
  /** Ends all children now; cells under way are given up. */
  stop(): void;
}

const failure = (message: string): UserError => new UserError(message, { exitCode: EXIT.failed });

/** Runs the jobs in their order, `size` at a time. */
export function runSweepPool(jobs: readonly SweepJob[], options: SweepPoolOptions): SweepPool {
  const entry = options.entry ?? childModule('sweepEntry');
  const waiting = [...jobs];
  const deaths = new Map<number, number>();
  const busy = new Map<ChildProcess, SweepJob>();
  const children = new Set<ChildProcess>();
  const idle = new Set<ChildProcess>();
  let over = false;
  let paused = false;
  let settle: (outcome: boolean | UserError) => void = () => undefined;
  const finished = new Promise<boolean>((resolve, reject) => {
    settle = (outcome) => {
      if (over) return;
      over = true;
      for (const child of children) child.kill('SIGKILL');
      if (outcome instanceof UserError) reject(outcome);
      else resolve(outcome);
    };
  });

  // A channel that closed meanwhile shows itself by the child's end.
  const tell = (child: ChildProcess, order: SweepOrder): void => void child.send(order, () => undefined);
  const give = (child: ChildProcess): void => {
    if (over) return;
    if (paused && waiting.length > 0) return void idle.add(child);
    const job = waiting.shift();
    if (job !== undefined) {
      busy.set(child, job);
      tell(child, { type: 'job', ...job });
    } else if (busy.size === 0) settle(true);
  };
  const receive = (child: ChildProcess, reply: SweepReply): void => {
    if (over || busy.get(child)?.id !== reply.id) return;
    busy.delete(child);
    if (reply.type === 'failed') return settle(new UserError(reply.message, { exitCode: reply.exitCode }));
    options.onResult(reply.id, reply.results);
    give(child);
  };
  const died = (child: ChildProcess, how: string): void => {
    children.delete(child);
    idle.delete(child);
    if (over) return;
    const job = busy.get(child);
    busy.delete(child);
    if (job !== undefined) {
      const count = (deaths.get(job.id) ?? 0) + 1;
      deaths.set(job.id, count);
      if (count >= MOST_DEATHS) return settle(failure(`a cell ended its training process ${count} times (${how})`));
      waiting.unshift(job);
      options.onDeath?.(how);
    }
    if (waiting.length > 0) spawn();
    else if (busy.size === 0) settle(true);
  };
  const spawn = (): void => {
    const child = forkChild(entry, (how, stderr) => died(child, endInWords(how, stderr)));
    children.add(child);
    child.on('message', (reply: SweepReply) => receive(child, reply));
    give(child);
  };

  const size = Math.min(options.size, jobs.length);
  if (size === 0) settle(true);
  for (let i = 0; i < size; i += 1) spawn();
  return {
    finished,
    get pids() {
      return [...children].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    },
    pause() {
      paused = true;
      for (const child of children) tell(child, { type: 'pause' });
    },
    resume() {
      paused = false;
      for (const child of children) tell(child, { type: 'resume' });
      for (const child of [...idle]) {
        idle.delete(child);
        give(child);
      }
    },
    stop: () => settle(false),
  };
}

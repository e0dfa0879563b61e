// Shares a sweep's cells among children: a free child takes the next cell; if a child exits, another one takes its cell.
import type { ChildProcess } from 'node:child_process';
import { endInWords } from '../core/run/crash.js';
import type { EngineBook } from '../core/run/engineBook.js';
import type { EngineDecision } from '../core/run/protocol.js';
import type { SeedResult } from '../core/sweep/results.js';
import { EXIT, UserError } from '../core/userError.js';
import { childModule, forkChild, type SpareChild } from './childProcess.js';
import type { SweepJob, SweepOrder, SweepReply } from './sweepMessages.js';

/** Jobs that a child has: the one in hand, and the next one, so that it does not idle while this process takes the result. */
const HELD = 2;

/** Number of jobs for which `next` searches a known engine while another job chooses one. */
const LOOK_AHEAD = 100;

/** The sweep ends if one cell ends this many children. */
const MOST_DEATHS = 3;

export interface SweepPoolOptions {
  readonly size: number;
  /** Become the first children. */
  readonly spares?: readonly SpareChild[];
  readonly engines: EngineBook;
  /** The child's module; tests replace it. */
  readonly entry?: string;
  readonly onResult: (id: number, results: readonly SeedResult[]) => void;
  /** Called when a child exited and its cell waits for another child. */
  readonly onDeath?: (how: string) => void;
}

export interface SweepPool {
  /** Resolves when every job is done, or (false) when `stop` was called. @throws UserError */
  readonly finished: Promise<boolean>;
  readonly pids: readonly number[];
  /** Ids of the jobs that children have and have not answered. */
  readonly held: readonly number[];
  /** Replaces the waiting jobs; false if the pool has ended. */
  replace(jobs: Iterable<SweepJob>): boolean;
  /** Pauses the current cells between two steps and starts no other cell. */
  pause(): void;
  resume(): void;
  /** Kills all children at once and gives up their cells. */
  stop(): void;
}

const failure = (message: string): UserError => new UserError(message, { exitCode: EXIT.failed });

/** Runs the jobs in their order, `size` at a time. They are taken when they are needed, because a large map has a million. */
export const runSweepPool = (jobs: Iterable<SweepJob>, options: SweepPoolOptions): SweepPool => new Pool(jobs, options);

class Pool implements SweepPool {
  readonly finished: Promise<boolean>;
  private readonly entry: string;
  /** The next jobs, the first one first. */
  private waiting: SweepJob[] = [];
  /** The jobs after those. */
  private later: Iterator<SweepJob, unknown>;
  private readonly deaths = new Map<number, number>();
  /** The jobs of each child, the one in hand first. */
  private readonly children = new Map<ChildProcess, SweepJob[]>();
  private readonly idle = new Set<ChildProcess>();
  /** Jobs whose measurement chooses the engine for their shape of network. */
  private readonly deciding = new Set<SweepJob>();
  private readonly spares: SpareChild[];
  private over = false;
  private paused = false;
  private settle!: (outcome: boolean | UserError) => void;

  constructor(
    jobs: Iterable<SweepJob>,
    private readonly options: SweepPoolOptions,
  ) {
    this.entry = options.entry ?? childModule('sweepEntry');
    this.later = jobs[Symbol.iterator]();
    this.spares = [...(options.spares ?? [])];
    const leave = options.engines.subscribe(() => this.wake());
    this.finished = new Promise<boolean>((resolve, reject) => {
      this.settle = (outcome) => {
        if (this.over) return;
        this.over = true;
        leave();
        for (const job of this.deciding) this.decided(job, null);
        for (const child of this.children.keys()) child.kill('SIGKILL');
        if (outcome instanceof UserError) reject(outcome);
        else resolve(outcome);
      };
    });
    this.fetch();
    const size = Math.min(options.size, this.waiting.length);
    if (size === 0) this.settle(true);
    for (let i = 0; i < size; i += 1) this.spawn();
  }

  get pids(): readonly number[] {
    return [...this.children.keys()].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  get held(): readonly number[] {
    return this.over ? [] : [...this.children.values()].flatMap((jobs) => jobs.map(({ id }) => id));
  }

  pause(): void {
    this.paused = true;
    for (const child of this.children.keys()) this.tell(child, { type: 'pause' });
  }

  resume(): void {
    this.paused = false;
    for (const child of this.children.keys()) this.tell(child, { type: 'resume' });
    this.wake();
  }

  replace(jobs: Iterable<SweepJob>): boolean {
    if (this.over) return false;
    this.waiting = [];
    this.later = jobs[Symbol.iterator]();
    this.fetch();
    const size = Math.min(this.options.size, this.waiting.length);
    while (this.children.size < size) this.spawn();
    this.wake();
    return true;
  }

  stop(): void {
    this.settle(false);
  }

  private spawn(): void {
    const child = this.started();
    this.children.set(child, []);
    child.on('message', (reply: SweepReply) => this.receive(child, reply));
    this.give(child);
  }

  private started(): ChildProcess {
    const ended = (how: string, stderr: string): void => this.died(child, endInWords(how, stderr));
    let spare = this.spares.shift();
    // One that has ended stays out of it.
    while (spare?.child.connected === false) spare = this.spares.shift();
    const child = spare?.child ?? forkChild(this.entry, ended);
    if (spare !== undefined) spare.ended = ended;
    return child;
  }

  /** If the channel has closed, the child's end is reported. */
  private tell(child: ChildProcess, order: SweepOrder): void {
    child.send(order, () => undefined);
  }

  private wake(): void {
    for (const child of [...this.idle]) {
      this.idle.delete(child);
      this.give(child);
    }
  }

  private give(child: ChildProcess): void {
    const held = this.children.get(child);
    if (this.over || held === undefined) return;
    while (held.length < HELD) {
      const order = this.paused ? null : this.next(held.length > 0);
      if (order === null) break;
      held.push(order);
      this.tell(child, order);
    }
    if (held.length > 0) return;
    if (this.waiting.length > 0) this.idle.add(child);
    else this.settleIfDone();
  }

  /** Holds as many waiting jobs as `next` looks at. */
  private fetch(): void {
    const wanted = Math.max(LOOK_AHEAD, HELD * this.options.size);
    while (this.waiting.length < wanted) {
      const next = this.later.next();
      if (next.done === true) return;
      this.waiting.push(next.value);
    }
  }

  private settleIfDone(): void {
    if ([...this.children.values()].every(({ length }) => length === 0)) this.settle(true);
  }

  /**
   * The first job whose engine is known or that may choose it; null if there is none, or if all wait for a choice. `ahead`: the child
   * still has another one, so the job must not be among the last, which are for idle children, nor one whose choice others await.
   */
  private next(ahead: boolean): Extract<SweepOrder, { type: 'job' }> | null {
    const { waiting } = this;
    const { engines, size } = this.options;
    this.fetch();
    if (ahead && waiting.length < size) return null;
    for (const [at, job] of waiting.slice(0, LOOK_AHEAD).entries()) {
      const config = job.backend === 'auto' ? job.configs[0] : undefined;
      if (ahead && config !== undefined && engines.known(config) === null) continue;
      const answer = config === undefined ? null : engines.ask(config);
      if (answer === 'wait') continue;
      waiting.splice(at, 1);
      const order = { type: 'job', ...job, ...(typeof answer === 'object' && answer && { decided: answer }) } as const;
      if (answer === 'decide') this.deciding.add(order);
      return order;
    }
    return null;
  }

  private decided(job: SweepJob, decision: EngineDecision | null): void {
    const [config] = job.configs;
    if (this.deciding.delete(job) && config !== undefined) this.options.engines.settle(config, decision);
  }

  private receive(child: ChildProcess, reply: SweepReply): void {
    const held = this.children.get(child) ?? [];
    const job = held.find(({ id }) => id === reply.id);
    if (this.over || job === undefined) return;
    if (reply.type === 'engine') return this.decided(job, reply.decision);
    held.splice(held.indexOf(job), 1);
    if (reply.type === 'failed') return this.settle(new UserError(reply.message, { exitCode: reply.exitCode }));
    this.decided(job, null);
    this.options.onResult(reply.id, reply.results);
    this.give(child);
  }

  private died(child: ChildProcess, how: string): void {
    const held = this.children.get(child) ?? [];
    this.children.delete(child);
    this.idle.delete(child);
    if (this.over) return;
    const [inHand] = held;
    if (inHand !== undefined) {
      const count = (this.deaths.get(inHand.id) ?? 0) + 1;
      this.deaths.set(inHand.id, count);
      if (count >= MOST_DEATHS)
        return this.settle(failure(`a cell ended its training process ${count} times (${how})`));
      this.waiting.unshift(...held.map(({ id, backend, configs, measures }) => ({ id, backend, configs, measures })));
      this.options.onDeath?.(how);
      for (const job of held) this.decided(job, null);
    }
    if (this.waiting.length > 0) this.spawn();
    else this.settleIfDone();
  }
}

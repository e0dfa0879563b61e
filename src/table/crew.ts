// Threads that share the work on the numbers of a large table. Without threads the same work is done here.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { work, type Results, type Task } from './crewTasks.js';

/** More threads wait for memory. */
const MOST_THREADS = 8;
/** Fewer cells take less time than the start of a thread. */
const FEW_CELLS = 1_000_000;
const ENTRY = fileURLToPath(new URL('../table/crewEntry.js', import.meta.url));

export class Crew {
  private idle: Worker[] = [];
  private readonly threads = new Set<Worker>();

  constructor(
    private readonly signal: AbortSignal | null,
    readonly size = Math.min(MOST_THREADS, availableParallelism()),
  ) {}

  /** Starts the threads, which takes some time, before there is work for them. */
  begin(): void {
    while (this.threads.size < this.size) {
      const thread = this.started();
      if (thread === null) return;
      this.idle.push(thread);
    }
  }

  /** Does tasks with arrays in shared memory: at the same time, if they have many `cells` together. */
  do<T extends Task>(tasks: readonly T[], cells: number, seen?: (done: number) => void): Promise<Results[T['kind']][]> {
    return cells < FEW_CELLS ? this.here(tasks) : this.all(tasks, seen);
  }

  /** Does tasks at the same time, each once it has a thread. */
  async all<T extends Task>(tasks: readonly T[], seen?: (done: number) => void): Promise<Results[T['kind']][]> {
    const results: Results[T['kind']][] = [];
    let [next, done] = [0, 0];
    const hand = async (): Promise<void> => {
      while (next < tasks.length) {
        this.signal?.throwIfAborted();
        const at = next++;
        results[at] = await this.run(tasks[at]!);
        seen?.((done += 1));
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.size, tasks.length) }, hand));
    this.signal?.throwIfAborted();
    return results;
  }

  private async here<T extends Task>(tasks: readonly T[]): Promise<Results[T['kind']][]> {
    const results: Results[T['kind']][] = [];
    for (const task of tasks) results.push(await this.byMyself(task));
    return results;
  }

  close(): void {
    for (const thread of this.threads) void thread.terminate();
    this.threads.clear();
    this.idle = [];
  }

  private async run<T extends Task>(task: T): Promise<Results[T['kind']]> {
    const thread = this.idle.pop() ?? this.started();
    if (thread === null) return this.byMyself(task);
    const stop = (): void => void thread.terminate();
    this.signal?.addEventListener('abort', stop, { once: true });
    try {
      const result = await answer(thread, task);
      this.idle.push(thread);
      return result as Results[T['kind']];
    } catch {
      // A thread that could not start, or a task that fails: here it fails with its own error.
      this.signal?.throwIfAborted();
      return await this.byMyself(task);
    } finally {
      this.signal?.removeEventListener('abort', stop);
    }
  }

  /** Null without a compiled module for threads, as in tests. */
  private started(): Worker | null {
    if (!existsSync(ENTRY)) return null;
    const thread = new Worker(ENTRY);
    // An error of a thread without a task; its exit follows.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      this.threads.delete(thread);
      this.idle = this.idle.filter((one) => one !== thread);
    });
    this.threads.add(thread);
    return thread;
  }

  private async byMyself<T extends Task>(task: T): Promise<Results[T['kind']]> {
    const steps = work(task);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value as Results[T['kind']];
      await turn();
      this.signal?.throwIfAborted();
    }
  }
}

const answer = (thread: Worker, task: Task): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('a thread ended'));
    thread.once('exit', ended);
    thread.once('message', (result) => {
      thread.off('exit', ended);
      resolve(result);
    });
    thread.postMessage(task);
  });

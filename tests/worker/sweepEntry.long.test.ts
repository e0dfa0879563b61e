// The child of a sweep, spoken to as the pool does.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { SweepOrder, SweepReply } from '../../src/worker/sweepMessages.js';
import { until } from '../helpers/waiting.js';

/** A child that trains, spoken to as the pool does. */
class Trainer {
  readonly done: number[] = [];
  readonly child: ChildProcess = fork(fileURLToPath(new URL('../../dist/worker/sweepEntry.js', import.meta.url)), [], {
    serialization: 'advanced',
  });
  constructor() {
    this.child.on('message', (reply: SweepReply) => {
      if (reply.type === 'done') this.done.push(reply.id);
    });
    trainers.push(this);
  }
  send(order: SweepOrder): void {
    this.child.send(order);
  }
}
const trainers: Trainer[] = [];
afterEach(() => {
  for (const { child } of trainers.splice(0)) child.kill('SIGKILL');
});

it('children that train stand still while they are paused, between two steps, and go on', async () => {
  const job = (id: number): SweepOrder => ({
    type: 'job',
    id,
    backend: 'cpu',
    measures: [],
    configs: [parseConfig({ name: 'real', epochs: 30 }, 'test')],
  });
  const [paused, other] = [new Trainer(), new Trainer()];
  // The child looks at its messages between two steps only, many times in such a run.
  paused.send(job(0));
  paused.send({ type: 'pause' });
  // One that is not paused does the same three times over, and begins later.
  for (let id = 0; id < 3; id += 1) {
    other.send(job(id));
    await until(() => other.done.length === id + 1);
  }
  expect(paused.done).toEqual([]);
  paused.send({ type: 'resume' });
  await until(() => paused.done.length === 1);
});

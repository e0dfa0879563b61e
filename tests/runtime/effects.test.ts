// The pool of training children and a run whose end its log lacks.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import {
  LAST_WORDS_MS,
  type ClientMessage,
  type StartRequest,
  type ToChild,
  type TrainingClient,
} from '../../src/core/run/protocol.js';
import { childTrainers, type Trainers } from '../../src/runtime/effects.js';

class FakeClient implements TrainingClient {
  readonly heard: string[] = [];
  tell: (message: ClientMessage) => void = () => undefined;
  start({ runId }: StartRequest): void {
    this.heard.push(`start ${runId}`);
  }
  send(message: Exclude<ToChild, { type: 'start' }>): void {
    this.heard.push(message.type);
  }
  subscribe(listener: (message: ClientMessage) => void): () => void {
    this.tell = listener;
    return () => undefined;
  }
  close(): Promise<void> {
    this.heard.push('close');
    return Promise.resolve();
  }
}

const start = (runId: string) => (trainers: Trainers) =>
  trainers.start({
    runId,
    config: parseConfig({}, 'test'),
    backend: 'compiled',
    snapshotSteps: [],
    pace: null,
    paused: false,
    pictures: true,
  });
const drop = (runId: string) => (trainers: Trainers) => trainers.drop(runId);

const clients: FakeClient[] = [];
const awaited = new Set<string>();
const pool = () => {
  const trainers = childTrainers({
    create: () => {
      const client = new FakeClient();
      clients.push(client);
      return client;
    },
    dispatch: (action) => {
      if (action.type === 'events') awaited.delete(action.runId);
    },
    awaitsEnd: (runId) => awaited.has(runId),
  });
  return {
    /** Performs the commands of one action. */
    perform(commands: readonly ((trainers: Trainers) => void)[]) {
      for (const command of commands) command(trainers);
      trainers.settle();
    },
    close: () => trainers.close(),
  };
};
const ends = (runId: string): ClientMessage => ({ type: 'events', runId, events: [] });

beforeEach(() => {
  vi.useFakeTimers();
  clients.length = 0;
  awaited.clear();
});
afterEach(() => vi.useRealTimers());

it('asks a replaced run for its end before the next one starts, if a log waits for it', () => {
  const p = pool();
  p.perform([start('a')]);
  p.perform([drop('a'), start('b')]);
  awaited.add('b');
  p.perform([drop('b'), start('c')]);
  expect(clients.map(({ heard }) => heard)).toEqual([['start a', 'start b', 'stop', 'start c']]);
});

it('ends at once without a log', async () => {
  const p = pool();
  p.perform([start('a')]);
  await p.close();
  expect(clients[0]?.heard).toEqual(['start a', 'close']);
});

it('waits for the ends that a log wants, of all runs at the same time', async () => {
  const p = pool();
  p.perform([start('a'), start('b'), start('c')]);
  awaited.add('a').add('c');
  const closed = p.close();
  expect(clients.map(({ heard }) => heard.at(-1))).toEqual(['stop', 'start b', 'stop']);
  clients[2]?.tell(ends('c'));
  await vi.advanceTimersByTimeAsync(100);
  expect(clients.flatMap(({ heard }) => heard)).not.toContain('close');
  clients[0]?.tell(ends('a'));
  await closed;
  expect(clients.map(({ heard }) => heard.at(-1))).toEqual(['close', 'close', 'close']);
});

it('stops waiting for a silent child after the time limit', async () => {
  const p = pool();
  p.perform([start('a')]);
  awaited.add('a');
  const closed = p.close();
  await vi.advanceTimersByTimeAsync(LAST_WORDS_MS - 1);
  expect(clients[0]?.heard).toEqual(['start a', 'stop']);
  await vi.advanceTimersByTimeAsync(1);
  await closed;
  expect(clients[0]?.heard).toEqual(['start a', 'stop', 'close']);
});

it('lets the children of dropped runs finish before they are ended, also while it closes', async () => {
  const p = pool();
  p.perform([start('a'), start('b')]);
  awaited.add('a').add('b');
  p.perform([drop('a'), drop('b')]);
  const closed = p.close();
  await vi.advanceTimersByTimeAsync(10);
  expect(clients.flatMap(({ heard }) => heard)).not.toContain('close');
  clients[0]?.tell(ends('a'));
  clients[1]?.tell(ends('b'));
  await closed;
  expect(clients.map(({ heard }) => heard.at(-1))).toEqual(['close', 'close']);
});

// The training child through its client: events in order, pause, step, replacement, death. Needs the compiled program.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { LAST_WORDS_MS, type ClientMessage, type StartRequest } from '../../src/core/run/protocol.js';
import { createChildClient } from '../../src/worker/client.js';
import { alive } from '../helpers/processes.js';
import { until } from '../helpers/waiting.js';

const entry = new URL('../../dist/worker/entry.js', import.meta.url).pathname;
const deafEntry = new URL('../helpers/deafChild.mjs', import.meta.url).pathname;
const stuckEntry = new URL('../helpers/stuckChild.mjs', import.meta.url).pathname;

const request = (runId: string, more: Partial<StartRequest> = {}): StartRequest => ({
  runId,
  config: parseConfig({ epochs: 5 }, 'test'),
  backend: 'compiled',
  snapshotSteps: [],
  pace: null,
  paused: false,
  pictures: false,
  ...more,
});

class Listener {
  readonly client;
  readonly messages: ClientMessage[] = [];
  /** No child on a busy machine is slow enough to be taken for a stuck one by chance. */
  constructor(file = entry, stuckMs = 600_000) {
    this.client = createChildClient({ entry: file, stuckMs, startingMs: 600_000 });
    this.client.subscribe((message) => this.messages.push(message));
  }
  events(runId: string): GradtopEvent[] {
    return this.messages.flatMap((m) => (m.type === 'events' && m.runId === runId ? m.events : []));
  }
  until(condition: () => boolean): Promise<unknown> {
    return until(condition, () => JSON.stringify(this.messages.at(-1))?.slice(0, 300));
  }
  ended = (runId: string) => (): boolean => this.events(runId).some((event) => event.type === 'end');
  steps = (runId: string): number => this.events(runId).filter((event) => event.type === 'step').length;
}

const listeners: Listener[] = [];
const listen = (...args: ConstructorParameters<typeof Listener>): Listener => {
  const listener = new Listener(...args);
  listeners.push(listener);
  return listener;
};
/** Lets another child train a run to its end, so that a first child has time for a forbidden action. */
async function meanwhile(): Promise<void> {
  const other = listen();
  other.client.start(request('meanwhile', { config: parseConfig({ epochs: 40 }, 't') }));
  await other.until(other.ended('meanwhile'));
}
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(listeners.splice(0).map((listener) => listener.client.close()));
});

describe('training child', () => {
  it('is there before its first run where that is asked for, takes it, and ends without one', async () => {
    const client = createChildClient({ entry, early: true });
    const { pid } = client;
    expect(pid === undefined ? null : alive(pid)).toBe(true);
    const messages: ClientMessage[] = [];
    client.subscribe((message) => messages.push(message));
    client.start(request('a'));
    await until(() => messages.length > 0);
    expect(client.pid).toBe(pid);
    await client.close();
    const unused = createChildClient({ entry, early: true });
    const idle = unused.pid ?? 0;
    await unused.close();
    expect(alive(idle)).toBe(false);
  });

  it('sends every step once, in order, with NaN intact', async () => {
    const l = listen();
    l.client.start(request('a', { config: parseConfig({ activation: 'linear', depth: 6, learningRate: 1000 }, 't') }));
    await l.until(l.ended('a'));
    const steps = l.events('a').filter((event) => event.type === 'step');
    expect(steps.map((event) => event.step)).toEqual(steps.map((_, i) => i + 1));
    expect(steps.at(-1)?.loss).toBeNaN();
  });

  it('reuses one child over restarts and forgets the replaced run', async () => {
    const l = listen();
    for (let i = 0; i < 20; i += 1)
      l.client.start(request(`run-${i}`, { config: parseConfig({ epochs: 1000 }, 't'), pace: 5 }));
    const { pid } = l.client;
    l.client.start(request('last'));
    await l.until(l.ended('last'));
    expect(l.client.pid).toBe(pid);
    expect(l.events('run-19').some((event) => event.type === 'end')).toBe(false);
  });

  it(
    'tells the end of a replaced run that was asked to stop, before the next one begins',
    { tags: ['long'] },
    async () => {
      const l = listen();
      l.client.start(request('a', { config: parseConfig({ epochs: 100_000 }, 't') }));
      await l.until(() => l.steps('a') > 50);
      l.client.send({ type: 'stop' });
      l.client.start(request('b'));
      await l.until(l.ended('b'));
      expect(l.events('a').at(-1)).toMatchObject({ type: 'end', reason: 'stopped', step: l.steps('a') });
      const order = l.messages.map(({ runId }) => runId);
      expect(order.lastIndexOf('a')).toBeLessThan(order.indexOf('b'));
    },
  );

  it('pauses, takes single steps, goes on, stops', { tags: ['long'] }, async () => {
    const l = listen();
    l.client.start(request('a', { paused: true, config: parseConfig({ epochs: 10_000 }, 't') }));
    await l.until(() => l.events('a').length > 0);
    await meanwhile();
    expect(l.steps('a')).toBe(0);
    l.client.send({ type: 'step' });
    l.client.send({ type: 'step' });
    await l.until(() => l.steps('a') === 2);
    await meanwhile();
    expect(l.steps('a')).toBe(2);
    l.client.send({ type: 'resume' });
    await l.until(() => l.steps('a') > 50);
    l.client.send({ type: 'stop' });
    await l.until(l.ended('a'));
    expect(l.events('a').at(-1)).toMatchObject({ type: 'end', reason: 'stopped' });
  });

  it('is no faster than its pace', { tags: ['long'] }, async () => {
    const l = listen();
    l.client.start(request('a', { pace: 20, config: parseConfig({ epochs: 1000 }, 't') }));
    const ends = (): number[] =>
      l.events('a').flatMap((event) => (event.type === 'epoch' ? (event.elapsedMs ?? []) : []));
    await l.until(() => ends().length >= 17);
    // 15 epochs by the child's own clock. It may make up for a quarter of a second.
    expect((ends()[16] ?? NaN) - (ends()[1] ?? NaN)).toBeGreaterThan(750 - 250 - 50);
  });

  it('says how it died, and comes back', { tags: ['long'] }, async () => {
    const l = listen();
    l.client.start(request('a', { pace: 1, config: parseConfig({ epochs: 1000 }, 't') }));
    await l.until(() => l.events('a').length > 0);
    process.kill(l.client.pid!, 'SIGKILL');
    await l.until(() => l.messages.at(-1)?.type === 'died');
    expect(l.messages.at(-1)).toMatchObject({ type: 'died', runId: 'a', how: 'signal SIGKILL' });
    l.client.start(request('b'));
    await l.until(l.ended('b'));
  });

  it('tells a wrong request in one line', async () => {
    const l = listen();
    l.client.start(request('a', { config: parseConfig({ dataset: 'sequenceSum' }, 't') }));
    await l.until(() => l.messages.length > 0);
    expect(l.messages[0]).toMatchObject({ type: 'failed', kind: 'usage' });
    expect((l.messages[0] as { message: string }).message).toMatch(
      /^dataset sequenceSum needs cell simpleRnn, lstm or gru$/,
    );
  });

  it('misses no control message while paused', async () => {
    const l = listen();
    l.client.start(request('a', { paused: true, config: parseConfig({ epochs: 10_000 }, 't') }));
    await l.until(() => l.events('a').length > 0);
    for (let step = 1; step <= 40; step += 1) {
      l.client.send({ type: 'step' });
      // A lost wake-up sleeps until the next message, which comes only after this step.
      await l.until(() => l.steps('a') === step);
    }
  });
});

describe('a child that never answers', () => {
  it('is replaced by the next start once loading can no longer be the reason', async () => {
    const client = createChildClient({ entry: deafEntry, stuckMs: 50, startingMs: 200 });
    client.start(request('a'));
    const { pid = 0 } = client;
    client.start(request('b'));
    await until(() => client.pid !== pid && !alive(pid));
    await client.close();
  });
});

describe('a child that is deep in a step', () => {
  const STUCK_MS = 150;
  /** The client's clock stops until `later`, so that a slow start on a busy machine does not count as stuck. */
  const stuck = async (): Promise<Listener> => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const l = listen(stuckEntry, STUCK_MS);
    l.client.start(request('stuck'));
    await l.until(() => l.events('stuck').length > 0);
    return l;
  };
  const later = (): unknown => vi.advanceTimersByTime(STUCK_MS);

  it('is replaced, and its last words are harmless', async () => {
    const l = await stuck();
    const { pid } = l.client;
    l.client.start(request('b'));
    expect(l.client.pid).toBe(pid);
    later();
    await l.until(() => l.client.pid !== pid && l.events('b').length > 0);
    l.client.send({ type: 'stop' });
    await l.until(() => l.messages.at(-1)?.type === 'died');
    expect(l.messages.at(-1)).toMatchObject({ how: 'exit code 7', stderrTail: 'last words' });
  });

  it('has longer for the end of a run that it was asked to stop', async () => {
    const l = await stuck();
    const { pid } = l.client;
    l.client.send({ type: 'stop' });
    l.client.start(request('b'));
    vi.advanceTimersByTime(LAST_WORDS_MS - 1);
    expect(l.client.pid).toBe(pid);
    vi.advanceTimersByTime(1);
    expect(l.client.pid).not.toBe(pid);
    await l.until(() => l.events('b').length > 0);
  });

  it('gains no time by key repeat, and leaves no child behind', async () => {
    const l = await stuck();
    const pids = new Set<number>([l.client.pid!]);
    for (let i = 0; i < 5; i += 1) {
      l.client.start(request(`b${i}`));
      vi.advanceTimersByTime(STUCK_MS / 5);
      pids.add(l.client.pid!);
    }
    expect(pids.size).toBe(2);
    await l.until(() => l.events('b4').length > 0);
    const living = [...pids].filter((pid) => pid !== l.client.pid);
    await l.until(() => !living.some(alive));
    await l.client.close();
    expect([...pids].filter(alive)).toEqual([]);
  });

  it('hands over what was ordered meanwhile', async () => {
    const l = await stuck();
    l.client.start(request('b'));
    l.client.send({ type: 'pause' });
    later();
    await l.until(() => l.events('b').length > 0);
    expect(l.events('b')[0]).toMatchObject({ change: { epochs: 1 } });
  });
});

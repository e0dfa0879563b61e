// A trainee without a process or worker around it: one run at a time, control messages, and its events.
import { describe, expect, it } from 'vitest';
import { parsePreset } from '../../src/core/config/presets.js';
import type { ChildReady, FromChild, StartRequest } from '../../src/core/run/protocol.js';
import { createCompiledEngine } from '../../src/training/compiled/index.js';
import { Trainee } from '../../src/worker/trainee.js';
import { until } from '../helpers/waiting.js';

type Sent = FromChild | ChildReady;

function placed(): { readonly trainee: Trainee; readonly sent: Sent[]; readonly faults: string[] } {
  const sent: Sent[] = [];
  const faults: string[] = [];
  const trainee = new Trainee({
    send: (message) => {
      sent.push(message);
      return Promise.resolve();
    },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => performance.now(),
    createEngine: (_, asked) =>
      Promise.resolve({ engine: createCompiledEngine(asked), tfjs: 'not used', why: 'a test' }),
    readTable: () => Promise.reject(new Error('no table here')),
    nodeVersion: 'test',
    complain: (text) => faults.push(text),
  });
  return { trainee, sent, faults };
}

const request = (runId: string, more: Partial<StartRequest> = {}): { type: 'start' } & StartRequest => ({
  type: 'start',
  runId,
  config: parsePreset('{"name":"small","depth":1,"width":3,"epochs":2}', 'small'),
  backend: 'auto',
  paused: false,
  pace: null,
  snapshotSteps: [],
  pictures: false,
  ...more,
});
const eventsOf = (sent: readonly Sent[], runId: string): { readonly type: string; readonly reason?: unknown }[] =>
  sent.flatMap((message) => (message.type === 'events' && message.runId === runId ? [...message.events] : []));
const endOf = (sent: readonly Sent[], runId: string): unknown =>
  eventsOf(sent, runId).find(({ type }) => type === 'end')?.reason;

describe('a trainee', () => {
  it('says that it is ready, then sends a whole run', async () => {
    const { trainee, sent, faults } = placed();
    trainee.receive(request('a'));
    await until(() => endOf(sent, 'a') !== undefined);
    expect(sent[0]).toEqual({ type: 'ready', runId: 'a' });
    expect(eventsOf(sent, 'a')[0]?.type).toBe('run');
    expect(endOf(sent, 'a')).toBe('completed');
    expect(faults).toEqual([]);
  });

  it('takes single steps while it is paused, and stops when asked', async () => {
    const { trainee, sent } = placed();
    trainee.receive(request('a', { paused: true }));
    trainee.receive({ type: 'step' });
    const steps = (): number => eventsOf(sent, 'a').filter(({ type }) => type === 'step').length;
    await until(() => steps() === 1);
    trainee.receive({ type: 'stop' });
    await until(() => endOf(sent, 'a') !== undefined);
    expect([steps(), endOf(sent, 'a')]).toEqual([1, 'stopped']);
  });

  it('drops its run for the next one, and sends no more of the first', async () => {
    const { trainee, sent } = placed();
    trainee.receive(request('a', { paused: true }));
    await until(() => eventsOf(sent, 'a').length > 0);
    trainee.receive(request('b'));
    await until(() => endOf(sent, 'b') !== undefined);
    expect(endOf(sent, 'a')).toBeUndefined();
  });

  it('names what cannot be trained as the fault of the request, not of the program', async () => {
    const { trainee, sent, faults } = placed();
    const config = { ...request('a').config, dataset: 'csv' as const, data: 'own.csv' };
    trainee.receive(request('a', { config }));
    await until(() => sent.some(({ type }) => type === 'failed') || faults.length > 0);
    expect(sent.find(({ type }) => type === 'failed')).toMatchObject({ runId: 'a', message: 'no table here' });
  });
});

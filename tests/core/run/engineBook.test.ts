// One choice of the backend for all runs of a shape: which run decides, which wait, and the messages to the children.
import { beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/presets.js';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { EngineBook, engineShape, withEngineBook } from '../../../src/core/run/engineBook.js';
import type {
  ClientMessage,
  EngineDecision,
  StartRequest,
  ToChild,
  TrainingClient,
} from '../../../src/core/run/protocol.js';

const config = (fields: PresetFile = {}) => parseConfig(fields, 'test');
const DECISION: EngineDecision = { backend: 'wasm', why: 'fastest: 1.0 ms a step' };

describe('the shape', () => {
  const shape = engineShape(config());

  it('is equal for twins that differ in settings without influence on the cost', () => {
    const beside: PresetFile[] = [
      { seed: 7 },
      { learningRate: 0.1 },
      { optimizer: 'adam' },
      { activation: 'relu' },
      { initializer: 'heNormal', initializerGain: 2 },
      { clipNorm: 1 },
      { epochs: 3 },
      { name: 'other' },
    ];
    for (const fields of beside) expect(engineShape(config(fields))).toBe(shape);
  });

  it('differs if a step costs more or less, or may not be supported', () => {
    const other: PresetFile[] = [
      { depth: 8 },
      { width: 11 },
      { batchSize: 8 },
      { samples: 100 },
      { batchNorm: 'before' },
      { dataset: 'spiral' },
      { loss: 'meanSquaredError' },
      { cell: 'simpleRnn', dataset: 'sequenceSum', activation: 'tanh' },
    ];
    expect(new Set([shape, ...other.map((fields) => engineShape(config(fields)))]).size).toBe(other.length + 1);
  });
});

class FakeClient implements TrainingClient {
  readonly heard: (StartRequest | string)[] = [];
  private readonly listeners = new Set<(message: ClientMessage) => void>();
  start(request: StartRequest): void {
    this.heard.push(request);
  }
  send(message: Exclude<ToChild, { type: 'start' }>): void {
    this.heard.push(message.type);
  }
  subscribe(listener: (message: ClientMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  close(): Promise<void> {
    this.heard.push('close');
    return Promise.resolve();
  }
  tell(message: ClientMessage): void {
    for (const listener of this.listeners) listener(message);
  }
  begins(runId: string, { backend, why }: EngineDecision = DECISION): void {
    const engine = { backend, why, tfjs: '', node: '' };
    this.tell({ type: 'events', runId, events: [{ type: 'run', schema: 1, runId, engine }] });
  }
}

const request = (runId: string, fields: PresetFile = {}, backend: StartRequest['backend'] = 'auto'): StartRequest => ({
  runId,
  config: config(fields),
  backend,
  snapshotSteps: [],
  pace: null,
  paused: false,
  pictures: true,
});

let book: EngineBook;
beforeEach(() => {
  book = new EngineBook();
});
function booked() {
  const child = new FakeClient();
  return { child, client: withEngineBook(child, book) };
}
/** The control messages to a child; starts as `runId backend`. */
const orders = ({ heard }: FakeClient): string[] =>
  heard.map((one) => (typeof one === 'string' ? one : `${one.runId} ${one.decided?.backend ?? one.backend}`));

describe('clients that share a book', () => {
  it('decide once: the second run of a shape waits for the decision of the first', () => {
    const [a, b] = [booked(), booked()];
    a.client.start(request('a'));
    b.client.start(request('b', { activation: 'relu' }));
    expect([orders(a.child), orders(b.child)]).toEqual([['a auto'], []]);
    a.child.begins('a');
    expect(b.child.heard).toEqual([{ ...request('b', { activation: 'relu' }), decided: DECISION }]);
    // And so does a restart, in any child.
    a.client.start(request('c', { seed: 1 }));
    expect(orders(a.child)).toEqual(['a auto', 'c wasm']);
  });

  it('do not wait for another shape, nor with a forced backend', () => {
    const [a, b, c] = [booked(), booked(), booked()];
    a.client.start(request('a'));
    b.client.start(request('b', { width: 20 }));
    c.client.start(request('c', {}, 'cpu'));
    expect([a, b, c].map(({ child }) => orders(child))).toEqual([['a auto'], ['b auto'], ['c cpu']]);
    // What a forced run reports is no decision.
    c.child.begins('c', { backend: 'cpu', why: 'asked for' });
    expect(book.known(config())).toBeNull();
  });

  it('keep the messages to a waiting run in order', () => {
    const [a, b] = [booked(), booked()];
    a.client.start(request('a'));
    b.client.start(request('b'));
    b.client.send({ type: 'pause' });
    b.client.send({ type: 'step' });
    a.child.begins('a');
    expect(orders(b.child)).toEqual(['b wasm', 'pause', 'step']);
  });

  it.each<[string, (a: ReturnType<typeof booked>) => unknown]>([
    ['fails', ({ child }) => child.tell({ type: 'failed', runId: 'a', kind: 'crash', message: '' })],
    ['dies', ({ child }) => child.tell({ type: 'died', runId: 'a', how: '', stderrTail: '' })],
    ['is closed', ({ client }) => client.close()],
    ['turns to another shape', ({ client }) => client.start(request('d', { depth: 2 }))],
  ])('let the next one decide where the first %s', (_, ends) => {
    const [a, b, c] = [booked(), booked(), booked()];
    a.client.start(request('a'));
    b.client.start(request('b'));
    c.client.start(request('c'));
    void ends(a);
    expect([orders(b.child), orders(c.child)]).toEqual([['b auto'], []]);
    b.child.begins('b');
    expect(orders(c.child)).toEqual(['c wasm']);
  });

  it('forget a run that waits and is replaced or closed', () => {
    const [a, b, c] = [booked(), booked(), booked()];
    a.client.start(request('a'));
    b.client.start(request('b'));
    b.client.start(request('e', { depth: 2 }));
    c.client.start(request('c'));
    void c.client.close();
    a.child.begins('a');
    expect([orders(b.child), orders(c.child)]).toEqual([['e auto'], ['close']]);
  });
});

it('a book keeps the first decision', () => {
  book.settle(config(), DECISION);
  book.settle(config({ seed: 3 }), { backend: 'cpu', why: '' });
  expect(book.ask(config())).toEqual(DECISION);
});

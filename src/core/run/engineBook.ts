// Remembers which engine `auto` chose for which shape of network. Each shape is decided once: twins then differ only in their
// settings, and a slow measurement on a busy machine does not give them different engines.
import { BACKEND_NAMES } from '../config/backends.js';
import type { Config, ConfigField } from '../config/schema.js';
import { withoutDeclined } from './declined.js';
import type { GradtopEvent } from './events.js';
import type { ClientMessage, EngineDecision, StartRequest, TrainingClient } from './protocol.js';

/** Fields that affect neither the sizes of a step nor the engines that support it. A change of any other field is another shape. */
const BESIDE_SHAPE: ReadonlySet<string> = new Set<ConfigField>([
  'name',
  'teaches',
  'provokes',
  'noise',
  'dataSeed',
  'activation',
  'initializer',
  'initializerStd',
  'initializerGain',
  'recurrentGain',
  'residual',
  'optimizer',
  'learningRate',
  'schedule',
  'decayEpochs',
  'decayFactor',
  'warmupSteps',
  'momentum',
  'weightDecay',
  'l2',
  'accumulate',
  'stop',
  'patience',
  'epochs',
  'seed',
  'clipNorm',
  'clipValue',
  'noiseScale',
  'sharpness',
  'sharpnessEvery',
  'jacobian',
]);

/** Equal for configurations whose steps cost an engine the same. */
export const engineShape = (config: Config): string =>
  JSON.stringify(
    Object.entries(config)
      .filter(([field]) => !BESIDE_SHAPE.has(field))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

export class EngineBook {
  private readonly decisions = new Map<string, EngineDecision>();
  /** Shapes for which a run is deciding now. */
  private readonly claimed = new Set<string>();
  private readonly listeners = new Set<() => void>();

  known(config: Config): EngineDecision | null {
    return this.decisions.get(engineShape(config)) ?? null;
  }

  /** `decide`: the caller's run decides, and the caller must `settle`. `wait`: another run is deciding; ask again after `settle`. */
  ask(config: Config): EngineDecision | 'decide' | 'wait' {
    const shape = engineShape(config);
    const decision = this.decisions.get(shape);
    if (decision !== undefined) return decision;
    if (this.claimed.has(shape)) return 'wait';
    this.claimed.add(shape);
    return 'decide';
  }

  /** Records the first decision. Null: the run ended before it decided. */
  settle(config: Config, decision: EngineDecision | null): void {
    const shape = engineShape(config);
    this.claimed.delete(shape);
    if (decision !== null && !this.decisions.has(shape)) this.decisions.set(shape, decision);
    for (const listener of [...this.listeners]) listener();
  }

  /** Calls `listener` after every `settle`. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** The decision that a run's first event reports. */
function decisionIn(events: readonly GradtopEvent[]): EngineDecision | null {
  const engine = events.find((event) => event.type === 'run')?.engine;
  const backend = BACKEND_NAMES.find((name) => name === engine?.backend);
  return backend === undefined ? null : { backend, why: withoutDeclined(engine?.why ?? '') };
}

/** Wraps `client`: a run uses the engine in the book for its shape, waits for a decision, or decides. */
export const withEngineBook = (client: TrainingClient, book: EngineBook): TrainingClient =>
  new BookedClient(client, book);

class BookedClient implements TrainingClient {
  /** The run that waits for a decision, and the messages for it so far. */
  private held: { readonly request: StartRequest; readonly messages: Parameters<TrainingClient['send']>[0][] } | null =
    null;
  /** The run of this client that is deciding. */
  private deciding: StartRequest | null = null;
  private readonly leave: () => void;

  constructor(
    private readonly client: TrainingClient,
    private readonly book: EngineBook,
  ) {
    client.subscribe((message) => this.hear(message));
    this.leave = book.subscribe(() => this.look());
  }

  start(request: StartRequest): void {
    this.held = null;
    this.decided(null);
    if (request.backend !== 'auto') return this.client.start(request);
    this.held = { request, messages: [] };
    this.look();
  }

  send(message: Parameters<TrainingClient['send']>[0]): void {
    if (this.held === null) this.client.send(message);
    else this.held.messages.push(message);
  }

  subscribe(listener: (message: ClientMessage) => void): () => void {
    return this.client.subscribe(listener);
  }

  close(): Promise<void> {
    this.held = null;
    this.leave();
    this.decided(null);
    return this.client.close();
  }

  private look(): void {
    if (this.held === null) return;
    const { request, messages } = this.held;
    const answer = this.book.ask(request.config);
    if (answer === 'wait') return;
    this.held = null;
    if (answer === 'decide') this.deciding = request;
    this.client.start(answer === 'decide' ? request : { ...request, decided: answer });
    for (const message of messages) this.client.send(message);
  }

  private hear(message: ClientMessage): void {
    if (message.runId !== this.deciding?.runId) return;
    const decision = message.type === 'events' ? decisionIn(message.events) : null;
    if (decision !== null || message.type === 'failed' || message.type === 'died') this.decided(decision);
  }

  private decided(decision: EngineDecision | null): void {
    const request = this.deciding;
    if (request === null) return;
    this.deciding = null;
    this.book.settle(request.config, decision);
  }
}

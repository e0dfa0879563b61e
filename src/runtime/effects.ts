// The trainers of the runs on screen: one child per run, or one player for a whole log. A run reuses the child of the run it replaces.
import type { ControlMessage } from '../core/app/commands.js';
import type { Action } from '../core/app/action.js';
import { LAST_WORDS_MS, type ClientMessage, type StartRequest, type TrainingClient } from '../core/run/protocol.js';

/** Carries out `start`, `send` and `drop`. */
export interface Trainers {
  start(request: StartRequest): void;
  send(message: ControlMessage, to: readonly string[]): void;
  drop(runId: string): void;
  /** Called after the last command of an action: stops or ends each child that no run reuses. */
  settle(): void;
  close(): Promise<void>;
}

/** Supplies runs from logs. The dashboard does not train or change them. */
export interface RunSource {
  readonly trainers: (dispatch: (action: Action) => void) => Trainers;
  /** Begins; called once the dashboard can take actions. */
  play(): void;
  /** Whether the logs grow: silence is measured, and there is no pace. */
  readonly watched: boolean;
}

/** Maximum number of spare children; others are ended. */
const SPARES = 1;

/** Converts a client message into an action. */
function actionOf(message: ClientMessage): Action {
  const { runId } = message;
  if (message.type === 'events') return { type: 'events', runId, events: message.events };
  if (message.type === 'replaced' || message.type === 'loading') return message;
  if (message.type === 'failed') return { type: 'failed', runId, message: message.message };
  return { type: 'died', runId, how: message.how, stderrTail: message.stderrTail };
}

/** A recorded log. */
export const played = (player: TrainingClient & { play(): void }): RunSource => ({
  trainers: (dispatch) => playedTrainers(player, dispatch),
  play: () => player.play(),
  watched: false,
});

/** A player, which has all runs of a log and gets each message once. */
function playedTrainers(player: TrainingClient, dispatch: (action: Action) => void): Trainers {
  player.subscribe((message) => dispatch(actionOf(message)));
  return {
    start: () => undefined,
    send: (message) => player.send(message),
    drop: () => undefined,
    settle: () => undefined,
    close: () => player.close(),
  };
}

/** Creates children and receives their messages. */
export interface PoolOptions {
  /** Forks a child. */
  readonly create: () => TrainingClient;
  /** Receives the messages of the children. */
  readonly dispatch: (action: Action) => void;
  /** Whether a log waits for the end of this run; if so, the run is stopped before its child is released or ended. */
  readonly awaitsEnd: (runId: string) => boolean;
}

interface Idle {
  readonly client: TrainingClient;
  /** Its previous run. */
  readonly runId: string;
}

export const childTrainers = (options: PoolOptions): Trainers => new ChildPool(options);

class ChildPool implements Trainers {
  private readonly busy = new Map<string, TrainingClient>();
  private readonly idle: Idle[] = [];
  /** Children that end with their last run. */
  private readonly leaving = new Set<Promise<void>>();
  private readonly waiting = new Set<() => void>();
  /** Whether a run has been dropped since the last `settle`. */
  private unsettled = false;

  constructor(private readonly options: PoolOptions) {}

  start(request: StartRequest): void {
    const client = this.idle.pop()?.client ?? this.create();
    this.busy.set(request.runId, client);
    client.start(request);
  }

  send(message: ControlMessage, to: readonly string[]): void {
    for (const runId of to) this.busy.get(runId)?.send(message);
  }

  drop(runId: string): void {
    const client = this.busy.get(runId);
    if (client === undefined) return;
    if (this.options.awaitsEnd(runId)) client.send({ type: 'stop' });
    this.busy.delete(runId);
    this.idle.push({ client, runId });
    this.unsettled = true;
  }

  settle(): void {
    if (!this.unsettled) return;
    this.unsettled = false;
    for (const one of this.idle.splice(SPARES)) this.leave(one);
    for (const { client } of this.idle) client.send({ type: 'stop' });
  }

  async close(): Promise<void> {
    const { busy, idle } = this;
    for (const [runId, client] of busy) if (this.options.awaitsEnd(runId)) client.send({ type: 'stop' });
    const all: Idle[] = [...[...busy].map(([runId, client]) => ({ client, runId })), ...idle];
    await Promise.all([this.ended(all.map(({ runId }) => runId)), ...this.leaving]);
    await Promise.all(all.map(({ client }) => client.close()));
    busy.clear();
    idle.length = 0;
  }

  private create(): TrainingClient {
    const client = this.options.create();
    client.subscribe((message) => {
      this.options.dispatch(actionOf(message));
      for (const look of this.waiting) look();
    });
    return client;
  }

  private leave({ client, runId }: Idle): void {
    const left = this.ended([runId])
      .then(() => client.close())
      .finally(() => this.leaving.delete(left));
    this.leaving.add(left);
  }

  /** Resolves when no log waits for these runs, or after the time limit. */
  private ended(runIds: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(done, LAST_WORDS_MS);
      const look = (): void => {
        if (!runIds.some(this.options.awaitsEnd)) done();
      };
      this.waiting.add(look);
      look();
    });
  }
}

// Performs what the core asks for on training children: one child a run, taken over by the run that replaces it.
import type { Action, Command } from '../core/app/state.js';
import type { ClientMessage, TrainingClient } from '../core/run/protocol.js';

export type ClientCommand = Extract<Command, { type: 'start' | 'send' | 'drop' }>;

export interface Pool {
  perform(commands: readonly ClientCommand[]): void;
  close(): Promise<void>;
}

/** Spare children kept for the next start; more are ended. */
const SPARES = 1;
/** How long a run that is asked for its end may take. */
const LAST_WORDS_MS = 500;

/** What a client says, as the action that the state hears. */
function actionOf(message: ClientMessage): Action {
  const { runId } = message;
  if (message.type === 'events') return { type: 'events', runId, events: message.events };
  if (message.type === 'replaced') return message;
  if (message.type === 'failed') return { type: 'failed', runId, message: message.message };
  return { type: 'died', runId, how: message.how, stderrTail: message.stderrTail };
}

/** One client that serves all runs: a log that is played. */
export function singlePool(client: TrainingClient, dispatch: (action: Action) => void): Pool {
  client.subscribe((message) => dispatch(actionOf(message)));
  return {
    perform(commands) {
      for (const command of commands) if (command.type === 'send') client.send(command.message);
    },
    close: () => client.close(),
  };
}

/** What creates and hears the children. */
export interface PoolOptions {
  /** Forks. */
  readonly create: () => TrainingClient;
  /** Takes what the children say. */
  readonly dispatch: (action: Action) => void;
  /** Whether a log waits for the end of this run: then it is asked for, before its child is given up or ended. */
  readonly awaitsEnd: (runId: string) => boolean;
}

interface Idle {
  readonly client: TrainingClient;
  /** The run that it had. */
  readonly runId: string;
}

export function createPool({ create, dispatch, awaitsEnd }: PoolOptions): Pool {
  const busy = new Map<string, TrainingClient>();
  const idle: Idle[] = [];
  /** Children that end when their last run has. */
  const leaving = new Set<Promise<void>>();
  const waiting = new Set<() => void>();
  const obtain = (): TrainingClient => {
    const spare = idle.pop();
    if (spare !== undefined) return spare.client;
    const client = create();
    client.subscribe((message) => {
      dispatch(actionOf(message));
      for (const look of waiting) look();
    });
    return client;
  };
  /** Resolves when no log waits for these runs any more, or has waited long enough. */
  const ended = (runIds: readonly string[]): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(done, LAST_WORDS_MS);
      const look = (): void => {
        if (!runIds.some(awaitsEnd)) done();
      };
      waiting.add(look);
      look();
    });
  const leave = ({ client, runId }: Idle): void => {
    const left = ended([runId])
      .then(() => client.close())
      .finally(() => leaving.delete(left));
    leaving.add(left);
  };
  return {
    perform(commands) {
      for (const command of commands) {
        if (command.type === 'start') {
          const client = obtain();
          busy.set(command.request.runId, client);
          client.start(command.request);
          continue;
        }
        const { runId } = command;
        const client = busy.get(runId);
        if (client === undefined) continue;
        if (command.type === 'send') client.send(command.message);
        else {
          if (awaitsEnd(runId)) client.send({ type: 'stop' });
          busy.delete(runId);
          idle.push({ client, runId });
        }
      }
      // A drop without a start in the same breath leaves a child that still trains: it is told to stop, or ended.
      for (const one of idle.splice(SPARES)) leave(one);
      for (const { client } of idle) client.send({ type: 'stop' });
    },
    async close() {
      for (const [runId, client] of busy) if (awaitsEnd(runId)) client.send({ type: 'stop' });
      const all: Idle[] = [...[...busy].map(([runId, client]) => ({ client, runId })), ...idle];
      await Promise.all([ended(all.map(({ runId }) => runId)), ...leaving]);
      await Promise.all(all.map(({ client }) => client.close()));
      busy.clear();
      idle.length = 0;
    },
  };
}

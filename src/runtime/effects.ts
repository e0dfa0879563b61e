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

/** `create` forks; `dispatch` takes what the children say. */
export function createPool(create: () => TrainingClient, dispatch: (action: Action) => void): Pool {
  const busy = new Map<string, TrainingClient>();
  const idle: TrainingClient[] = [];
  const obtain = (): TrainingClient => {
    const spare = idle.pop();
    if (spare !== undefined) return spare;
    const client = create();
    client.subscribe((message) => dispatch(actionOf(message)));
    return client;
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
        const client = busy.get(command.runId);
        if (client === undefined) continue;
        if (command.type === 'send') client.send(command.message);
        else {
          busy.delete(command.runId);
          idle.push(client);
        }
      }
      // A drop without a start in the same breath leaves a child that still trains: it is told to stop, or ended.
      for (const client of idle.splice(SPARES)) void client.close();
      for (const client of idle) client.send({ type: 'stop' });
    },
    async close() {
      await Promise.all([...busy.values(), ...idle].map((client) => client.close()));
      busy.clear();
      idle.length = 0;
    },
  };
}

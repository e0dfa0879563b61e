// Plays recorded events through the child's interface: for tests and for replay at full speed.
import type { GradtopEvent } from '../core/run/events.js';
import type { ClientMessage, StartRequest, ToChild, TrainingClient } from '../core/run/protocol.js';

export interface FakeClient extends TrainingClient {
  /** Every order it got, in order. */
  readonly orders: readonly ToChild[];
  /** Sends a message to the listeners as the child would. */
  emit(message: ClientMessage): void;
}

/** `script` gives the events that a start yields, with their run id replaced; nothing is sent by itself without it. */
export function createFakeClient(script?: (request: StartRequest) => readonly GradtopEvent[]): FakeClient {
  const listeners = new Set<(message: ClientMessage) => void>();
  const orders: ToChild[] = [];
  const emit = (message: ClientMessage): void => {
    for (const listener of listeners) listener(message);
  };
  return {
    orders,
    emit,
    start(request) {
      orders.push({ type: 'start', ...request });
      const events = script?.(request);
      if (events === undefined) return;
      const { runId } = request;
      emit({ type: 'events', runId, events: events.map((event) => ({ ...event, runId })) });
    },
    send: (message) => void orders.push(message),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => Promise.resolve(),
  };
}

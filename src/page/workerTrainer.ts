// A trainer in a worker of the browser.
import type { ChildReady, ClientMessage, FromChild, TrainingClient } from '../core/run/protocol.js';

/** `url`: the script of the worker. */
export function workerTrainer(url: string): TrainingClient {
  const listeners = new Set<(message: ClientMessage) => void>();
  const tell = (message: ClientMessage): void => listeners.forEach((listener) => listener(message));
  const worker = new Worker(url);
  let runId = '';
  worker.addEventListener('message', ({ data }: MessageEvent<FromChild | ChildReady>) => {
    if (data.type !== 'ready') tell(data);
  });
  worker.addEventListener('error', ({ message }) => tell({ type: 'died', runId, how: 'error', stderrTail: message }));
  return {
    start(request) {
      ({ runId } = request);
      worker.postMessage({ type: 'start', ...request });
    },
    send: (message) => worker.postMessage(message),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      worker.terminate();
      return Promise.resolve();
    },
  };
}

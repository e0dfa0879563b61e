// Trains in a worker of the browser, on the compiled engine.
import { UserError } from '../core/userError.js';
import { createCompiledEngine } from '../training/compiled/index.js';
import { Trainee } from '../worker/trainee.js';

/** The part of a worker's scope that is needed; the library of DOM types describes windows. */
interface Scope {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}
const scope = globalThis as unknown as Scope;

/** A turn of the event loop: timers wait at least 4 ms once they are nested. */
const turn = new MessageChannel();
const waiting: (() => void)[] = [];
turn.port1.onmessage = () => waiting.shift()?.();

const trainee = new Trainee({
  send: (message) => {
    scope.postMessage(message);
    return Promise.resolve();
  },
  breathe: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      turn.port2.postMessage(null);
    }),
  now: () => performance.now(),
  createEngine: ({ backend }, asked) => {
    if (backend !== 'compiled' && backend !== 'auto')
      throw new UserError(`backend ${backend}: a page has the compiled engine only`);
    return Promise.resolve({ engine: createCompiledEngine(asked), tfjs: 'not used', why: 'in the browser' });
  },
  readTable: () => Promise.reject(new UserError('a page cannot read tables; gradtop in a terminal can')),
  nodeVersion: 'browser',
  // An uncaught error reaches the page, which says that the trainer died.
  complain: (text) =>
    setTimeout(() => {
      throw new Error(text);
    }),
});
scope.onmessage = ({ data }) => trainee.receive(data as Parameters<Trainee['receive']>[0]);

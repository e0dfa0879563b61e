// A backend proved by a real training step of the network that it is wanted for: not available, at fault, or an engine.
import type { BackendName } from '../core/config/backends.js';
import { UserError } from '../core/userError.js';
import { engineFault, notAvailable, oneLine, type EngineRequest } from './engine.js';
import { open, type Opened } from './open.js';
import { Trial, type Now } from './trial.js';

/** How TensorFlow.js refuses an operation, and V8 and the libraries memory: no faults, another backend may do. */
const REFUSED = /\b(?:not registered for backend|allocation failed|could not allocate|out of memory|OOM)\b/i;

/** What `error` is of this backend: that it is not available (UserError), or its fault. */
export function engineError(backend: BackendName, error: unknown): Error {
  if (error instanceof UserError) return error;
  return REFUSED.test(oneLine(error)) ? notAvailable(oneLine(error), error) : engineFault(backend, error);
}

export interface Proved extends Opened {
  /** Milliseconds of a gradient. @throws as the proof itself */
  readonly time: () => number;
}

/** Opens the backend and takes one step. @throws UserError where it is not available, Error for its fault */
export async function proved(backend: BackendName, request: EngineRequest, now: Now, opener = open): Promise<Proved> {
  try {
    const opened = await opener(backend, request);
    const trial = new Trial(opened.engine, request, now);
    trial.prove();
    const time = (): number => {
      try {
        return trial.time();
      } catch (error) {
        throw engineError(backend, error);
      }
    };
    return { ...opened, time };
  } catch (error) {
    throw engineError(backend, error);
  }
}

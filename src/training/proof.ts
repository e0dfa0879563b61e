// Tests a backend with a real training step of the network: it is not available, has a fault, or gives an engine.
import type { BackendName } from '../core/config/backends.js';
import { UserError } from '../core/userError.js';
import { engineFault, notAvailable, oneLine, type EngineRequest } from './engine.js';
import { open, type Opened } from './open.js';
import { Trial, type Now } from './trial.js';

/** Messages of TensorFlow.js for an operation it lacks, and of V8 and the libraries for refused memory. Another backend may work. */
const REFUSED = /\b(?:not registered for backend|allocation failed|could not allocate|out of memory|OOM)\b/i;

/** The error of a backend: a UserError if the backend is not available, else a fault of the engine. */
export function engineError(backend: BackendName, error: unknown): Error {
  if (error instanceof UserError) return error;
  return REFUSED.test(oneLine(error)) ? notAvailable(oneLine(error), error) : engineFault(backend, error);
}

export interface Proved extends Opened {
  /** Milliseconds of a gradient. @throws as `proved` does */
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

// Chooses the engine that computes gradients. Candidates load lazily and must pass a real training step.
import {
  BACKEND_NAMES,
  backendRecord,
  type BackendChoice,
  type BackendName,
  type BackendReport,
} from '../core/config/backends.js';
import type { EngineDecision } from '../core/run/protocol.js';
import { UserError } from '../core/userError.js';
import { decide } from './decision.js';
import { oneLine, type EngineChoice, type EngineRequest } from './engine.js';
import { open } from './open.js';
import { engineError, proved } from './proof.js';
import type { Now } from './trial.js';

/**
 * The engine for a run. `auto` times the network on each backend and takes the fastest. A backend that is forced, or was decided
 * on before, is never replaced by another.
 * @throws UserError if the backend is not available, or none can train the network; Error for a fault of an engine
 */
export async function chooseEngine(
  choice: BackendChoice | EngineDecision,
  request: EngineRequest,
  now: Now,
  opener = open,
): Promise<EngineChoice> {
  if (choice === 'auto') return opened(await decide(request, now, opener), request, opener);
  const decision = typeof choice === 'object' ? choice : { backend: choice, why: 'asked for' };
  const { backend } = decision;
  try {
    (await proved(backend, request, now, opener)).engine.dispose();
    return await opened(decision, request, opener);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const why = `backend ${backend} is not available: ${oneLine(error)}`;
    throw new UserError(`${why}; ${await wayOut(backend, request, now, opener)}`, { cause: error });
  }
}

/** A new engine, not the tested one: an engine may sum a batch size that it has seen before in another order. */
async function opened(
  { backend, why }: EngineDecision,
  request: EngineRequest,
  opener: typeof open,
): Promise<EngineChoice> {
  try {
    const { engine, version } = await opener(backend, request);
    return { engine, tfjs: backend === 'compiled' ? 'not used' : version, why };
  } catch (error) {
    throw engineError(backend, error);
  }
}

/** Names a backend that works instead. Leaves out the native library, which is optional and may end the process. */
async function wayOut(lacking: BackendName, request: EngineRequest, now: Now, opener: typeof open): Promise<string> {
  for (const backend of BACKEND_NAMES) {
    if (backend === lacking || backendRecord(backend).optional) continue;
    try {
      (await proved(backend, request, now, opener)).engine.dispose();
      return `--backend ${backend} works`;
    } catch {
      // This one fails too. The message gives the reason of the requested backend instead.
    }
  }
  return 'no other backend works';
}

/** Tries every backend on a network, for `doctor`. */
export async function reportBackends(request: EngineRequest, now: Now): Promise<BackendReport[]> {
  const reports: BackendReport[] = [];
  for (const backend of BACKEND_NAMES) {
    try {
      const { engine, version, time } = await proved(backend, request, now);
      const msPerStep = time();
      const remark = engine.remark?.() ?? null;
      reports.push({
        backend,
        usable: true,
        version,
        msPerStep,
        reason: null,
        remark: remark === null ? null : oneLine(remark),
      });
      engine.dispose();
    } catch (error) {
      reports.push({ backend, usable: false, version: '', msPerStep: null, reason: oneLine(error), remark: null });
    }
  }
  return reports;
}

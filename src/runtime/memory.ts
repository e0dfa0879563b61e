// Gives memory back to the system: V8 keeps the pages of a removed run until it needs them, which an idle dashboard never does.
import type { Session } from 'node:inspector';

/** A collection takes tens of milliseconds, so it waits for this long after the last removal. */
const QUIET_MS = 2000;

/**
 * Collects garbage and returns free pages to the system, including those of the young generation, which `gc()` keeps.
 * Opens no port: the session talks to its own thread. Resolves to false if this Node has no inspector.
 * @see https://chromedevtools.github.io/devtools-protocol/tot/HeapProfiler/#method-collectGarbage
 */
export async function collectGarbage(): Promise<boolean> {
  const inspector = await import('node:inspector').catch(() => null);
  if (inspector === null) return false;
  const session = new inspector.Session();
  session.connect();
  await answered(session, 'HeapProfiler.collectGarbage');
  session.disconnect();
  return true;
}

/** Resolves in a later turn, because a session that closes inside its own callback stops the thread. */
function answered(session: Session, method: 'HeapProfiler.collectGarbage'): Promise<void> {
  return new Promise((resolve) => session.post(method, () => setImmediate(resolve)));
}

export class MemoryRelease {
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly collect: () => void = () => void collectGarbage()) {}

  /** Call it after something large was removed. */
  soon(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.collect(), QUIET_MS);
    this.timer.unref();
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}

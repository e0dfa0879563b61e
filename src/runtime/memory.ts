// Gives memory back to the system: V8 keeps the pages of a removed run until it needs them, and an idle dashboard needs none.
import type { Session } from 'node:inspector';

/** A collection takes some tens of milliseconds, so it waits until nothing has been removed for so long. */
const QUIET_MS = 2000;

/**
 * Collects what is no longer held and returns free pages to the system, the young generation's included, which `gc()` keeps.
 * No port is opened: the session talks to its own thread. Resolves to false where this Node has no inspector.
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

/** Resolves in a later turn: a session that closes inside its own callback stops the thread. */
function answered(session: Session, method: 'HeapProfiler.collectGarbage'): Promise<void> {
  return new Promise((resolve) => session.post(method, () => setImmediate(resolve)));
}

export class MemoryRelease {
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly collect: () => void = () => void collectGarbage()) {}

  /** Something large has gone. */
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

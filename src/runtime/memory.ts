// Gives memory back to the system: V8 keeps the pages of a removed run until it needs them, and an idle dashboard needs none.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A collection takes some tens of milliseconds, so it waits until nothing has been removed for so long. */
const QUIET_MS = 2000;

/** V8's own full collection; null where this Node does not offer it. @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags */
export function fullCollection(): (() => void) | null {
  setFlagsFromString('--expose-gc');
  // Contexts from now on have it.
  return runInNewContext("typeof gc === 'function' ? () => gc() : null") as (() => void) | null;
}

export class MemoryRelease {
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly collect: () => void = () => fullCollection()?.()) {}

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

// What is still to be read, so that no log is judged before its end.
import { SETTLED_MS } from '../log/beats.js';

export class Unread {
  /** The times, in milliseconds, from which these count as read; Infinity while they are being read. */
  private readonly until = new Map<object, number>();

  /** It has more to read. */
  more(one: object): void {
    this.until.set(one, Infinity);
  }

  /** It has been read to its end, or nothing can be read of it yet. */
  none(one: object): void {
    this.until.delete(one);
  }

  /** An open pipe holds nothing now. Its writer may only be slow. */
  pausing(one: object, now: number): void {
    this.until.set(one, now + SETTLED_MS);
  }

  any(now: number): boolean {
    return [...this.until.values()].some((at) => at > now);
  }
}

// Reports the progress of a long read, and ends it early.

export interface TableWatch {
  /** Gets the progress in words. */
  readonly tell: (words: string) => void;
  /** Ends the read. */
  readonly signal: AbortSignal | null;
}

export const UNWATCHED: TableWatch = { tell: () => undefined, signal: null };

export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);

// What a long read reports, and how it is ended early.

export interface TableWatch {
  /** How far it is, in words. */
  readonly tell: (words: string) => void;
  /** Ends the read. */
  readonly signal: AbortSignal | null;
}

export const UNWATCHED: TableWatch = { tell: () => undefined, signal: null };

export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);

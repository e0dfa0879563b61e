// Names of run logs, separate from the readers, which few commands load.
/** How the name of a run log ends. */
export const LOG_ENDING = /\.(?:jsonl|ndjson|log)$/;
/** Names standard input. */
export const STDIN = '-';

// Messages for files that hold no run, or in which gradtop cannot read one: what the file is, and what to use instead.
import type { FileSource, StreamSource } from './source.js';

interface Kind {
  readonly is: (head: Buffer, path: string) => boolean;
  readonly says: string;
}

const SQLITE = 'SQLite format 3\0';
const startsWith = (head: Buffer, text: string): boolean => head.subarray(0, text.length).toString('latin1') === text;

/** Prints a database of trackio as JSON Lines, its nested objects included. */
const TRACKIO = "SELECT json_insert(CAST(metrics AS TEXT), '$.step', step) FROM metrics";

const KINDS: readonly Kind[] = [
  {
    is: (head) => startsWith(head, '{"type":"sweep"'),
    says: 'is the log of a sweep, not of a run; gradtop sweep watch FILE shows it, and gradtop export FILE --png map.png draws it',
  },
  {
    is: (head, path) => path.endsWith('.wandb') || startsWith(head, ':W&B'),
    says: 'is an offline run of Weights & Biases, which is written only at its end; log to TensorBoard (wandb.init(sync_tensorboard=True) keeps both) or to JSON Lines, and watch that',
  },
  {
    is: (head, path) => startsWith(head, SQLITE) && /mlflow|mlruns/i.test(path),
    says: 'is a database of MLflow (SQLite); log to TensorBoard or JSON Lines beside it, or with MLFLOW_ALLOW_FILE_STORE=true to a folder (MLFLOW_TRACKING_URI=./mlruns), and watch that',
  },
  {
    is: (head) => startsWith(head, SQLITE),
    says:
      'is a SQLite database, as trackio, MLflow and Aim write; log to TensorBoard, CSV or JSON Lines beside it, and watch that; what trackio has written is shown by: ' +
      `sqlite3 FILE "${TRACKIO}" | gradtop watch -`,
  },
];

/** The kind of a file that no reader takes, as the end of a sentence; null if it is unknown. */
export const whyUnreadable = (source: FileSource | StreamSource, head: Buffer): string | null =>
  KINDS.find(({ is }) => is(head, source.path))?.says ?? null;

// Removes temporary folders and ends processes at every kind of end of a bench.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const duties = new Set<() => void>();
let listening = false;

function fulfil(): void {
  for (const duty of duties) duty();
  duties.clear();
}

/** Runs at the end of the process, also after Ctrl+C; the returned function cancels it. */
export function onExit(duty: () => void): () => void {
  if (!listening) {
    listening = true;
    process.on('exit', fulfil);
    for (const [signal, number] of [
      ['SIGINT', 2],
      ['SIGTERM', 15],
      ['SIGHUP', 1],
    ] as const)
      process.on(signal, () => process.exit(128 + number));
  }
  duties.add(duty);
  return () => void duties.delete(duty);
}

export interface Folder {
  readonly path: string;
  remove(): void;
}

/** Creates a folder in TMPDIR. */
export function temporaryFolder(): Folder {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const forget = onExit(remove);
  return {
    path: folder,
    remove() {
      remove();
      forget();
    },
  };
}

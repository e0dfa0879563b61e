// What must be gone when the bench ends, however it ends: temporary folders and processes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const duties = new Set<() => void>();
let listening = false;

function fulfil(): void {
  for (const duty of duties) duty();
  duties.clear();
}

/** Done when the process ends, by Ctrl+C too; the returned function takes it back. */
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

/** In TMPDIR. */
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

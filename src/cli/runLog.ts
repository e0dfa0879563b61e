// `--log`: opens the run log, and waits for the reader of a named pipe.
import { enterLive } from '../runtime/liveLogs.js';
import { openRecorder, type Recorder } from '../runtime/recorder.js';
import { exitCodeOf, SIGNALS } from '../runtime/terminal/signals.js';
import { tell } from './output.js';

const RETRY_MS = 100;

/** Null without a file. A signal while it waits ends the program. @throws UserError */
export async function openRunLog(file: string | null): Promise<Recorder | null> {
  if (file === null) return null;
  const quit = (signal: NodeJS.Signals): never => process.exit(exitCodeOf(signal));
  let waiting = false;
  try {
    for (;;) {
      const recorder = openRecorder(file, enterLive);
      if (recorder !== null) return recorder;
      if (!waiting) {
        waiting = true;
        for (const signal of SIGNALS) process.on(signal, quit);
        tell(`waiting for a reader of ${file}; Ctrl+C quits`);
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, quit);
  }
}

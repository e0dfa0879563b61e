// `gradtop train --detach`: runs the same command in a process that survives the terminal. `gradtop watch` follows its log.
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, UserError } from '../core/userError.js';
import { newRecordingFile } from '../runtime/recording.js';
import { tellFiles } from './links.js';

/** Polling interval of the new log, in milliseconds. */
const LOOK_MS = 50;

export interface DetachOptions {
  /** The words after `gradtop`. */
  readonly argv: readonly string[];
  /** The file of `--log`, or null. */
  readonly log: string | null;
  /** The name of the run, for a log in the folder of recordings. */
  readonly name: string;
}

/** Resolves with 0 once the child writes its log, or with the exit code of a child that wrote none. @throws UserError */
export async function detach({ argv, log, name }: DetachOptions): Promise<number> {
  const file = path.resolve(log ?? newRecordingFile(name));
  const before = sizeOf(file);
  const [command = '', ...words] = argv.filter((word) => !/^--detach(?:=|$)/.test(word));
  const own = log === null ? ['--log', file] : [];
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', command, ...own, ...words], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await begun(child, () => sizeOf(file) !== before && sizeOf(file) > 0);
  if (code !== null) {
    if (said !== '') process.stderr.write(said);
    return code;
  }
  child.stderr.destroy();
  child.unref();
  const shown = sanitizeLine(log ?? file, 300);
  tellFiles(`training in process ${child.pid}; log `, [log ?? file]);
  process.stdout.write(`gradtop watch ${shown}\n`);
  return EXIT.fine;
}

/** Null when the log grows, or the exit code of the process. */
function begun(child: ReturnType<typeof spawn>, grows: () => boolean): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const done = (code: number | null): void => {
      clearInterval(timer);
      resolve(code);
    };
    const timer = setInterval(() => {
      if (grows()) done(null);
    }, LOOK_MS);
    child.once('error', (error) => {
      clearInterval(timer);
      reject(
        new UserError(`--detach: the training process cannot be started: ${error.message}`, { exitCode: EXIT.failed }),
      );
    });
    child.once('close', (code) => done(code === 0 || grows() ? null : (code ?? EXIT.failed)));
  });
}

/** -1 if the file does not exist. */
const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? -1;

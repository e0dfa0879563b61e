// Runs other programs: finds one on PATH, runs it to its end, or pipes input to it.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { sanitize } from '../core/text/sanitize.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The path of the program, or null if PATH does not have it. */
export function findProgram(name: string, environment: Environment, platform: NodeJS.Platform): string | null {
  const windows = platform === 'win32';
  const endings = windows ? (environment['PATHEXT'] ?? '.EXE').split(';') : [''];
  for (const folder of (environment['PATH'] ?? '').split(windows ? ';' : ':'))
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      if (folder !== '' && isProgram(file)) return file;
    }
  return null;
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Missing, or not executable.
    return false;
  }
}

/** The first number of what `--version` prints; null if it prints none in time. */
export function majorVersion(file: string): number | null {
  const { stdout } = spawnSync(file, ['--version'], {
    encoding: 'utf8',
    timeout: 3000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [, major] = /(\d+)\.\d/.exec(stdout ?? '') ?? [];
  return major === undefined ? null : Number(major);
}

/** How a program ended. */
export interface EndedProgram {
  /** Null: a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The beginning of its output, if it was wanted, and the end of its messages. */
  readonly output: string;
  readonly errors: string;
}

/** Characters that are kept of output and messages. */
const KEPT = 4000;

/** @throws the system's error if the program cannot be started */
function endOf(child: ChildProcess): Promise<EndedProgram> {
  let [output, errors] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(0, KEPT)));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-KEPT)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, output, errors: sanitize(errors).trim() }));
  });
}

/** Runs a program without input to its end. @throws the system's error if it cannot be started */
export const runProgram = (file: string, args: readonly string[]): Promise<EndedProgram> =>
  endOf(spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] }));

export const lastLine = (text: string): string => text.split(/[\r\n]+/).at(-1) ?? '';

export interface RunningProgram {
  /** Resolves when the program can take more input. @throws Error if it has failed */
  write(piece: Uint8Array): Promise<void>;
  /** Closes its input and waits for its exit. @throws Error with its last line of output if it fails */
  finish(): Promise<void>;
  stop(): void;
}

export function startProgram(file: string, args: readonly string[]): RunningProgram {
  const child = spawn(file, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  // The program ends with gradtop. Its output is removed, so it need not finish.
  const stop = (): void => void child.kill('SIGKILL');
  process.once('exit', stop);
  const end = endOf(child).then(({ code, signal, errors }) => {
    process.off('exit', stop);
    const line = lastLine(errors);
    const name = path.basename(file).replace(/\.\w+$/, '');
    if (code !== 0) throw new Error(`${name}: ${line === '' ? `ended with ${signal ?? `exit code ${code}`}` : line}`);
  });
  // `write` and `finish` report both errors.
  end.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  return {
    async write(piece) {
      if (child.stdin.write(piece)) return;
      let ready = (): void => undefined;
      const drained = new Promise<void>((resolve) => (ready = resolve));
      child.stdin.once('drain', ready);
      await Promise.race([drained, end]);
      child.stdin.off('drain', ready);
    },
    async finish() {
      child.stdin.end();
      await end;
    },
    stop,
  };
}

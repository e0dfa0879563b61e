// Starts the user's programs at an alarm or the end of a run, without a shell. Environment variables describe the event.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Notice } from '../core/app/notices.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { messageOf, UserError } from '../core/userError.js';
import { findProgram, isProgram } from './program.js';

/** Paths of programs; null for none. */
export interface Hooks {
  readonly onEnd: string | null;
  readonly onAlarm: string | null;
}

/** The path of a program by path or name. `what`: the flag or setting. @throws UserError if there is none */
export function hookProgram(what: string, value: string): string {
  const refuse = (why: string): never => {
    throw new UserError([
      `${what}: ${JSON.stringify(sanitizeLine(value, 200))} ${why}; allowed: the path or name of one program, without arguments`,
    ]);
  };
  if (value === '' || value.startsWith('-')) return refuse('is not a program');
  if (!/[\\/]/.test(value)) return findProgram(value, process.env, process.platform) ?? refuse('is not on PATH');
  const file = path.resolve(value);
  return isProgram(file) ? file : refuse('is not an executable file');
}

/** Starts the program for this notice. The program may outlive gradtop. `failed` gets one line if it does not start. */
export function runHook({ onEnd, onAlarm }: Hooks, notice: Notice, failed: (line: string) => void): void {
  const [flag, program] = notice.kind === 'end' ? ['on-end', onEnd] : ['on-alarm', onAlarm];
  if (program === null) return;
  const report = (error: unknown): void => failed(`--${flag}: ${program}: ${messageOf(error)}`);
  const env = {
    ...process.env,
    GRADTOP_EVENT: notice.kind,
    GRADTOP_RUN: notice.name,
    [notice.kind === 'end' ? 'GRADTOP_REASON' : 'GRADTOP_RULE']: notice.what,
    GRADTOP_MESSAGE: notice.text,
    GRADTOP_STEP: String(notice.step),
  };
  try {
    // In a process group of its own, so that a lost terminal does not end it.
    const child = spawn(program, [], { env, stdio: 'ignore', detached: true, windowsHide: true });
    child.on('error', report);
    child.unref();
  } catch (error) {
    report(error);
  }
}

// Runs the compiled program as a person would, without a terminal.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment } from './env.js';

export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `during` gets the running process; `output` is a file descriptor that replaces the pipe; `cwd` is the working folder. */
export function gradtop(
  args: readonly string[],
  during?: (child: ReturnType<typeof spawn>) => void,
  env: NodeJS.ProcessEnv = {},
  output: number | 'pipe' = 'pipe',
  cwd?: string,
): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...environment(), ...env },
      stdio: ['pipe', output, 'pipe'],
      cwd,
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin?.end();
    during?.(child);
  });
}

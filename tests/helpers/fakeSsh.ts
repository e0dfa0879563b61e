// A program in place of ssh: it logs its arguments, and runs its last one in a shell, as sshd does.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface FakeSsh {
  /** The folder with the program, which must come first in PATH. */
  readonly folder: string;
  readonly program: string;
  /** The arguments of each call. */
  calls(): string[][];
}

/** `before`: shell lines that run first, with the number of the call in `$n`. */
export function fakeSsh(place: string, before = ''): FakeSsh {
  const folder = path.join(place, 'bin');
  mkdirSync(folder, { recursive: true });
  const program = path.join(folder, 'ssh');
  const log = path.join(folder, 'calls');
  writeFileSync(
    program,
    `#!/bin/sh
printf '%s\\0' "$@" >> '${log}'; printf '\\n' >> '${log}'
n=$(wc -l < '${log}')
${before}
for last; do :; done
eval "exec $last"
`,
  );
  chmodSync(program, 0o755);
  return {
    folder,
    program,
    calls: () =>
      readFileSync(log, 'utf8')
        .split('\0\n')
        .filter((call) => call !== '')
        .map((call) => call.split('\0')),
  };
}

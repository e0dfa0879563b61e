// The environment of the programs that tests start: the same on every machine and in every shell.
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Variables that locate programs and temporary files. On Windows no program starts without the last four. */
const KEPT = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'ComSpec', 'PATHEXT', 'APPDATA'];

export function environment(): Record<string, string> {
  const variables: Record<string, string> = {
    HOME: path.join(tmpdir(), 'home'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'xterm-256color',
  };
  for (const name of KEPT) {
    const value = process.env[name];
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}

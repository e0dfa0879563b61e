// Runs many command lines through the real program, and checks what must hold for every input.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAIN } from '../helpers/cli.js';
import type { Place } from './place.js';

export interface Case {
  readonly args: readonly string[];
  /** The name of the case in a failure. */
  readonly what: string;
}

interface Outcome {
  readonly index: number;
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

const DRIVER = fileURLToPath(new URL('batch.mjs', import.meta.url));
const CRASH = /^\s+at .+:\d+:\d+\)?$|node:internal|UNCAUGHT|\[object Object\]|^\w*Error: /m;
/** Controls but line feed and tab, and characters that turn the direction of text. */
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const PROGRESS = /^ {0,2}\d{1,3} % /;

/** The fault of an outcome, or null. */
export function faultOf({ code, stdout, stderr }: Outcome): string | null {
  const crash = CRASH.exec(stderr) ?? CRASH.exec(stdout);
  if (crash !== null) return `a crash: ${crash[0]}`;
  if (code !== 0 && code !== 1 && code !== 2) return `exit code ${code}`;
  const raw = RAW.exec(stderr) ?? RAW.exec(stdout);
  if (raw !== null) return `${JSON.stringify(raw[0])} in the output`;
  if (code === 0) return null;
  const lines = stderr.split('\n').filter((line) => line !== '' && !PROGRESS.test(line));
  // The summary of a run that diverged names it.
  if (code === 1 && lines.length === 0) return /diverged/.test(stdout) ? null : 'exit code 1 without a word';
  if (lines.length === 0) return 'exit code 2 without a word';
  const foreign = lines.find((line) => !line.startsWith('gradtop: '));
  if (foreign !== undefined) return `a line that is not the program's own: ${foreign.slice(0, 200)}`;
  const long = lines.find((line) => line.length > 1100);
  return long === undefined ? null : `a line of ${long.length} characters`;
}

/** Runs the cases in one process, in the place's folder. @throws Error with the case at which the process ended or hung */
export async function runBatch(place: Place, cases: readonly Case[], guardMs: number): Promise<Outcome[]> {
  const [input, output] = [place.file('cases.json'), place.file('results.jsonl')];
  writeFileSync(input, JSON.stringify(cases));
  const child = spawn(process.execPath, [DRIVER, input, output, MAIN], {
    cwd: place.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '', HOME: place.folder, XDG_DATA_HOME: place.file('data'), LANG: 'C.UTF-8' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const guard = setTimeout(() => child.kill('SIGKILL'), guardMs);
  await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(guard);
  const results = existsSync(output)
    ? readFileSync(output, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Outcome)
    : [];
  const lost = cases[results.length];
  if (lost !== undefined)
    throw new Error(
      `case ${results.length} has no outcome: ${lost.what}: ${lost.args.join(' ')}\n${said.slice(-2000)}`,
    );
  return results;
}

/** A paragraph for each fault, with the case that shows it. */
export const faultsIn = (cases: readonly Case[], outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap((outcome) => {
    const fault = faultOf(outcome);
    const one = cases[outcome.index];
    return fault === null
      ? []
      : [`${one?.what}: ${path.basename(one?.args.join(' ') ?? '')}\n  ${fault}\n  ${outcome.stderr.slice(-400)}`];
  });

// A map of 40,000 cells of 800 steps as far as the time allows, killed twice and resumed three times: no cell may be trained twice or
// lost. The speed gives the time of the whole map on one machine and on several.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseOptions } from './harness/options.js';
import { GRADTOP } from './harness/places.js';
import { Report } from './harness/report.js';
import { now, sleep } from './harness/session.js';
import { onExit, temporaryFolder } from './harness/tidy.js';

const CELLS = 40_000;
const SWEEP = [
  'sweep',
  'vanishing-sigmoid',
  '-x',
  'depth=2..11',
  '-y',
  'initializer-gain=0.5..4',
  '--points',
  '10x4000',
];
/** How each of the four stretches ends. */
const ENDS = ['SIGKILL', 'SIGINT', 'SIGKILL', 'SIGINT'] as const;
const NODES = [1, 10, 100];

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { seconds: 600 });
  const workers = availableParallelism();
  const log = path.join(temporaryFolder().path, 'map.jsonl');
  const report = new Report(
    `${CELLS} cells of 800 steps for ${options.seconds} s on ${workers} cores, killed twice, resumed three times`,
  );
  let seen = 0;
  let trained = 0;
  for (const end of ENDS) {
    const began = now();
    const child = spawn(process.execPath, [GRADTOP, ...SWEEP, '--workers', String(workers), '--log', log], {
      stdio: 'ignore',
    });
    const forget = onExit(() => child.kill('SIGKILL'));
    await Promise.race([sleep((1000 * options.seconds) / ENDS.length), gone(child)]);
    const over = gone(child);
    child.kill(end);
    await over;
    forget();
    const seconds = (now() - began) / 1000;
    const cells = wholeCells(log);
    if (new Set(cells).size !== cells.length) throw new Error(`after ${end} a cell stands in the log twice`);
    if (cells.length < seen) throw new Error(`after ${end} cells are lost: ${seen} before, ${cells.length} now`);
    report.add('cells', end, '/s', (cells.length - seen) / seconds);
    trained += seconds;
    seen = cells.length;
  }
  report.note(`${seen} of ${CELLS} cells in ${Math.round(trained)} s, none twice, none lost.`);
  for (const nodes of NODES)
    report.note(
      `The whole map on ${nodes} such ${nodes === 1 ? 'machine' : 'machines'}: ${Math.round(((CELLS / seen) * trained) / nodes)} s expected.`,
    );
  report.print(options.json);
}

const gone = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** The places of the whole lines; one torn line may follow them. */
function wholeCells(log: string): string[] {
  const lines = readFileSync(log, 'utf8').split('\n').slice(1, -1);
  return lines.map((line) => {
    const { column, row } = JSON.parse(line) as { readonly column: number; readonly row: number };
    return `${column},${row}`;
  });
}

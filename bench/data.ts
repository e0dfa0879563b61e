// Loading a table of 30 columns, from the file to the arrays that train, beside pandas and scikit-learn.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRng } from '../src/core/random/rng.js';
import { parseOptions } from './harness/options.js';
import { ROOT } from './harness/places.js';
import { figure, Report } from './harness/report.js';
import { temporaryFolder } from './harness/tidy.js';
import { installPeers, pythonWith } from './peers/python.js';

const NUMBERS = 29;

/** What a child reports of its load. */
interface Load {
  readonly seconds: number;
  /** Seconds of all threads together, which another program on the machine changes less. */
  readonly processor: number;
  readonly peakMiB: number;
  /** Size of the table in the memory of pandas. */
  readonly tableMiB?: number;
}

export function main(args: readonly string[]): void {
  const options = parseOptions(args, { rounds: 3 });
  const report = new Report(`load of a table, ${options.steps} rows, ${NUMBERS + 1} columns, ${options.rounds} rounds`);
  if (options.peers) installPeers(['sklearn']);
  const python = pythonWith('sklearn');
  if (python === null) report.note('pandas and scikit-learn: absent');
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'table.csv');
  writeTable(file, options.steps);
  const { size } = statSync(file);
  report.note(`The file: ${figure(size / 1e6)} MB.`);
  const child = fileURLToPath(new URL('./peers/loadTable.js', import.meta.url));
  const script = path.join(ROOT, 'bench', 'peers', 'load_table.py');
  for (let round = 0; round < options.rounds; round += 1) {
    add(report, 'gradtop', loaded(process.execPath, [child, file]));
    if (python === null) continue;
    const read = loaded(python, [script, file, 'read']);
    add(report, 'pandas read_csv', read);
    report.add('the table in memory', 'pandas read_csv', 'MiB', read.tableMiB ?? NaN);
    add(report, 'pandas and scikit-learn', loaded(python, [script, file, 'arrays']));
  }
  folder.remove();
  report.print(options.json);
}

function add(report: Report, by: string, { seconds, processor, peakMiB }: Load): void {
  report.add('load', by, 's', seconds);
  report.add('processor time', by, 's', processor);
  report.add('peak memory of the process', by, 'MiB', peakMiB);
}

function loaded(program: string, args: readonly string[]): Load {
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as Load;
}

/** Normal numbers of four sizes, and a label with two classes. */
function writeTable(file: string, rows: number): void {
  const random = createRng(0, 'table');
  const to = openSync(file, 'w');
  const names = Array.from({ length: NUMBERS }, (_, i) => `c${i}`);
  writeSync(to, `${[...names, 'label'].join(',')}\n`);
  for (let start = 0; start < rows; start += 1000) {
    let text = '';
    for (let row = start; row < Math.min(rows, start + 1000); row += 1) {
      const values = names.map((_, i) => (random.normal() * 10 ** (i % 4)).toFixed(6));
      text += `${values.join(',')},${Number(values[0]) + Number(values[4]) > 0 ? 'yes' : 'no'}\n`;
    }
    writeSync(to, text);
  }
  closeSync(to);
}

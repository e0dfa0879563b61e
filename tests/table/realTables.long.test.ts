// Tables as they lie in Python packages: how many train as shipped, with rows and classes as pandas counts them. GRADTOP_TEST_PYTHON
// names a Python that has pandas and the packages.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { TableReport } from '../../src/core/table/report.js';
import { messageOf, UserError } from '../../src/core/userError.js';
import { readReport } from '../../src/table/index.js';
import { trainTable } from '../helpers/trainTable.js';

const PYTHON = process.env['GRADTOP_TEST_PYTHON'] ?? '';
const SCRIPT = path.resolve(import.meta.dirname, '..', 'helpers', 'real_tables.py');
/** Tables that train at least. */
const LEAST = 40;
/** Of a usable table: a target that is no date, with more than one value, and a feature beside it. */
const NO_TARGET = /at least one feature column|no feature column is left|has only one value|target .*: it /;

interface Told {
  readonly package: string;
  readonly file: string;
  readonly rows?: number;
  readonly columns?: Readonly<Record<string, Readonly<Record<string, number>> | null>>;
  readonly unread?: string;
}

function tables(): readonly Told[] {
  const { stdout, status, stderr } = spawnSync(PYTHON, [SCRIPT], { encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Told[];
}

/** Upper and lower case of truth values are one class. */
const folded = (counts: readonly (readonly [string, number])[]): Record<string, number> => {
  const all: Record<string, number> = {};
  for (const [name, count] of counts) all[name.toLowerCase()] = (all[name.toLowerCase()] ?? 0) + count;
  return all;
};

/** Where gradtop and pandas differ, a line each. */
function differences({ rows, columns = {} }: Told, report: TableReport): string[] {
  const lines = report.rows === rows ? [] : [`${report.rows} rows, pandas ${rows}`];
  const { name, task, classes } = report.target;
  const counts = columns[name];
  if (counts === undefined) return [...lines, `no column ${name} in pandas: ${Object.keys(columns).join(', ')}`];
  if (task !== 'classification' || counts === null) return lines;
  const own = JSON.stringify(Object.entries(folded(classes.map((one) => [one.name, one.count]))).sort());
  const other = JSON.stringify(Object.entries(folded(Object.entries(counts))).sort());
  return own === other ? lines : [...lines, `classes ${own}, pandas ${other}`];
}

async function trained(file: string): Promise<{ readonly report: TableReport; readonly loss: number }> {
  const config = parseConfig({ dataset: 'csv', data: file, depth: 1, activation: 'tanh', epochs: 1 }, 'real');
  const report = await readReport(config);
  const events = await trainTable(config, { probes: false });
  const loss = events.find((event) => event.type === 'end')?.loss ?? NaN;
  return { report, loss };
}

it.runIf(PYTHON !== '')('tables of packages train as shipped, with the rows and classes of pandas', async () => {
  const all = tables();
  const told = all.filter(({ unread }) => unread === undefined);
  const wrong: string[] = [];
  const refused: string[] = [];
  let fine = 0;
  for (const table of told) {
    const name = `${table.package} ${path.basename(table.file)}`;
    try {
      const { report, loss } = await trained(table.file);
      const lines = [...differences(table, report), ...(Number.isFinite(loss) ? [] : [`loss ${loss}`])];
      if (lines.length === 0) fine += 1;
      wrong.push(...lines.map((line) => `${name}: ${line}`));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused.push(`${name}: ${messageOf(error)}`);
    }
  }
  const unread = all
    .filter((one) => one.unread !== undefined)
    .map((one) => `${path.basename(one.file)}: ${one.unread}`);
  process.stdout.write(
    [`${fine} of ${told.length} tables train as shipped`, ...refused, ...unread, ...wrong, ''].join('\n'),
  );
  expect(wrong).toEqual([]);
  expect(refused.filter((line) => !NO_TARGET.test(line))).toEqual([]);
  expect(fine).toBeGreaterThanOrEqual(LEAST);
});

it.runIf(PYTHON === '')('tables of packages are left out: GRADTOP_TEST_PYTHON names no Python', () => {
  process.stdout.write('left out: no Python with pandas and the packages of tables\n');
});

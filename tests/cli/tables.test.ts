// The user's table on the command line: as a word, through a pipe, beside a preset; what `gradtop data` prints.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import type { TableReport } from '../../src/core/table/report.js';
import { decodeLog } from '../../src/runtime/journal.js';
import { gradtop } from '../helpers/cli.js';
import { environment } from '../helpers/env.js';
import { usePty } from '../helpers/pty.js';
import { some } from '../helpers/property.js';
import { until } from '../helpers/waiting.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const MAIN = path.join(ROOT, 'dist', 'main.js');
const IRIS = path.join(ROOT, 'tests', 'fixtures', 'tables', 'iris.csv');
const open = usePty();
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-tables-'));
const WITHOUT_DUCKDB = {
  NODE_OPTIONS: `--import ${pathToFileURL(path.join(ROOT, 'tests', 'helpers', 'noDuck.mjs')).href}`,
};
const QUICK = ['--epochs', '1', '--json'];
const datasetOf = (stdout: string): unknown => (decodeLog(stdout, 'stdout')[0] as { dataset?: unknown }).dataset;

it('gradtop data describes a table, as text and as JSON', async () => {
  const text = await gradtop(['data', IRIS]);
  expect([text.code, text.stderr]).toEqual([0, '']);
  for (const word of ['150 rows', 'setosa 50', 'petal width (cm)']) expect(text.stdout).toContain(word);
  const { stdout } = await gradtop(['data', IRIS, '--json', '--target', 'petal width (cm)', '--drop', 'target']);
  const report = JSON.parse(stdout) as TableReport;
  expect(report.columns.map(({ role }) => role)).toEqual(['feature', 'feature', 'feature', 'target', 'dropped']);
  expect(report.target).toMatchObject({ name: 'petal width (cm)', task: 'regression', classes: [] });
});

it('a platform without a binary of DuckDB refuses tables in one line, and trains the rest', async () => {
  for (const args of [
    ['data', IRIS],
    ['train', IRIS, ...QUICK],
  ]) {
    const { code, stdout, stderr } = await gradtop(args, undefined, WITHOUT_DUCKDB);
    expect([code, stdout.includes('"type":"step"')]).toEqual([1, false]);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(
        /^gradtop: tables cannot be read here: DuckDB has no binary for \w+ \w+.*Cannot find module/,
      ),
    ]);
  }
  const unloaded = { ...WITHOUT_DUCKDB, NO_DUCK: 'Error loading shared library libstdc++.so.6: No such file' };
  const { code: failed, stderr } = await gradtop(['data', IRIS], undefined, unloaded);
  expect(failed).toBe(1);
  expect(stderr).toMatch(
    /DuckDB's binary for \w+ \w+ does not load; on Alpine: apk add libstdc\+\+ \(Error loading .*\)\n$/,
  );
  const { code } = await gradtop(['train', 'relu', '--depth', '1', ...QUICK], undefined, WITHOUT_DUCKDB);
  expect(code).toBe(0);
});

it.each(
  some(
    [
      ['in place of a preset', ['train', IRIS]],
      ['without a preset', ['train', '--data', IRIS]],
      ['on the dashboard without a terminal', [IRIS]],
    ],
    1,
  ),
)('a table %s', async (_, args) => {
  const { code, stdout } = await gradtop(args[0] === 'train' ? [...args, ...QUICK] : [...args, '--epochs', '1']);
  expect(code).toBe(0);
  if (args[0] === 'train') expect(datasetOf(stdout)).toMatchObject({ samples: 150, classes: 3 });
  else expect(stdout).toContain('--data');
});

it('comes through standard input', { tags: ['long'] }, () => {
  const run = (args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], { input: readFileSync(IRIS), encoding: 'utf8', env: environment() });
  const trained = run(['train', '--data', '-', ...QUICK]);
  expect([trained.status, datasetOf(trained.stdout)]).toEqual([
    0,
    expect.objectContaining({ name: 'standard input', samples: 150 }),
  ]);
  expect((JSON.parse(run(['data', '-', '--json']).stdout) as TableReport).rows).toBe(150);
  expect(run(['train', '--data', '-', '--epochs', '1']).stdout).toContain('--data=- ');
  expect(run(['train', '--data', '-', '--target', 'x', ...QUICK])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('standard input: no column "x"') as string,
  });
  expect(run(['train', '--data', '-', '--detach']).status).toBe(2);
});

it.runIf(process.platform !== 'win32')(
  'shows the dashboard beside a table from standard input',
  { tags: ['long'] },
  async () => {
    const words = [process.execPath, MAIN, '--data', '-', '--epochs', '3', '--full-speed'].map((word) => `'${word}'`);
    const session = open(['-c', `cat '${IRIS}' | ${words.join(' ')}`], { program: '/bin/sh' });
    await session.see('epoch 3/3');
    session.send('q');
    expect(await session.exit).toBe(0);
    expect(session.screen.text).toContain('--data=- ');
  },
);

it.runIf(process.platform !== 'win32')('Ctrl+C ends it while a pipe is open', { tags: ['long'] }, async () => {
  const pipe = path.join(folder, 'open-pipe');
  execFileSync('mkfifo', [pipe]);
  const writer = createWriteStream(pipe);
  writer.on('error', () => undefined);
  const session = open(['--data', pipe], { columns: 240 });
  writer.write(readFileSync(IRIS, 'utf8').split('\n').slice(0, 11).join('\n') + '\n');
  await session.see(/reading the table from .*open-pipe: 11 rows, 0\.0 MB so far/);
  session.send('\u0003');
  expect(await session.exit).toBe(130);
  writer.destroy();
  expect(session.output).not.toContain('\u001b[?1049h');
  expect(session.screen.text).not.toContain('so far');
});

it.runIf(process.platform !== 'win32')('comes through a named pipe', { tags: ['long'] }, async () => {
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const { code, stdout } = await gradtop(['train', '--data', pipe, ...QUICK], () => {
    execFileSync('sh', ['-c', 'cat "$0" > "$1"', IRIS, pipe]);
  });
  expect([code, datasetOf(stdout)]).toEqual([0, expect.objectContaining({ samples: 150 })]);
});

it('has a path relative to the preset that names it', async () => {
  mkdirSync(path.join(folder, 'sub'));
  copyFileSync(IRIS, path.join(folder, 'sub', 'own.csv'));
  const preset = path.join(folder, 'sub', 'p.json');
  writeFileSync(preset, JSON.stringify({ dataset: 'csv', data: 'own.csv' }));
  expect(datasetOf((await gradtop(['train', preset, ...QUICK])).stdout)).toMatchObject({ samples: 150 });
});

it('--samples draws rows', { tags: ['long'] }, async () => {
  const { stdout, stderr } = await gradtop(['train', 'relu', '--data', IRIS, '--samples', '60', ...QUICK]);
  expect(datasetOf(stdout)).toMatchObject({ samples: 60 });
  expect(stderr).not.toContain('changes nothing');
});

it.each([
  ['x.csv', 'npm start -- relu --data x.csv'],
  // npm took `--data x.csv` apart.
  ['true', 'npm kept --data for itself; two dashes'],
])('npm start notices the flags that npm kept: %s', (kept, said) => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'scripts', 'start.mjs'), 'relu'], {
    encoding: 'utf8',
    env: { ...environment(), npm_lifecycle_event: 'start', npm_config_data: kept },
  });
  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
});

it('two tables are refused', async () => {
  const { code, stderr } = await gradtop(['train', IRIS, '--data', IRIS]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('second table')]);
});

it('completes the columns of the table after --target', () => {
  const run = (words: readonly string[]): string[] => {
    const args = [MAIN, '--get-yargs-completions', 'gradtop', ...words];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', env: environment() });
    expect([status, stderr]).toEqual([0, '']);
    return stdout.trim().split('\n');
  };
  const columns = readFileSync(IRIS, 'utf8').split('\n')[0]?.trim().split(',');
  expect(run(['--data', IRIS, '--target', ''])).toEqual(columns);
  expect(run(['data', IRIS, '--drop', ''])).toEqual(columns);
});

it('Ctrl+C while `data` reads a pipe leaves no copy', { tags: ['long'] }, async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'gradtop-interrupted-'));
  const [pipe, temporary] = [path.join(root, 'pipe'), path.join(root, 'temporary')];
  execFileSync('mkfifo', [pipe]);
  mkdirSync(temporary);
  const { code } = await gradtop(
    ['data', pipe],
    (child) => void until(() => readdirSync(temporary).length > 0).then(() => child.kill('SIGINT')),
    { TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: '1' },
  );
  // The signal itself ends it.
  expect(code).toBeNull();
  expect(readdirSync(temporary)).toEqual([]);
});

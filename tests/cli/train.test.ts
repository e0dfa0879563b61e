// `gradtop train` end to end: a whole run log, its exit codes, and its end when it is interrupted.
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLog } from '../../src/runtime/journal.js';
import { gradtop } from '../helpers/cli.js';
import { childrenOf } from '../helpers/processes.js';
import { until } from '../helpers/waiting.js';
import { scratch } from '../helpers/scratch.js';

const { at, file } = scratch('train');
const sizeOf = (log: string): number => statSync(log, { throwIfNoEntry: false })?.size ?? 0;

describe('train', () => {
  it('streams a whole run log and exits 0', async () => {
    const { code, stdout } = await gradtop(['train', 'relu', '--epochs', '3', '--json', '--snapshot-steps', '1,10']);
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines) expect(line.startsWith('{"type":"')).toBe(true);
    const events = decodeLog(stdout, 'stdout');
    expect(code).toBe(0);
    expect(events[0]?.type).toBe('run');
    expect(events.filter((event) => event.type === 'step')).toHaveLength(24);
    expect(events.filter((event) => event.type === 'snapshot').map((event) => event.step)).toEqual([1, 10]);
    const end = events.at(-1);
    expect(end).toMatchObject({ type: 'end', reason: 'completed', step: 24 });
    expect(end?.type === 'end' && end.weightChange?.[0]?.name).toBe('hidden_1/kernel');
  });

  it('reports snapshot steps that the run did not reach', { tags: ['long'] }, async () => {
    const args = ['train', 'relu', '--epochs', '1', '--json', '--snapshot-steps', '8,9,20'];
    const { code, stdout, stderr } = await gradtop(args);
    expect(code).toBe(0);
    const snapshots = decodeLog(stdout, 'stdout').filter((event) => event.type === 'snapshot');
    expect(snapshots.map((event) => event.step)).toEqual([8]);
    expect(stderr).toContain('gradtop: no snapshot of step 9, 20: the run ended at step 8\n');
  });

  it('gives the same numbers twice', { tags: ['long'] }, async () => {
    const strip = (text: string): string => text.replace(/"(elapsedMs|startedAt|why)":("[^"]*"|[\d.]+)/g, '');
    const args = ['train', 'tanh', '--epochs', '2', '--json', '--backend', 'compiled'];
    const [a, b] = await Promise.all([gradtop(args), gradtop(args)]);
    expect(strip(a.stdout)).toBe(strip(b.stdout));
  });

  it('prints the network, its end and the table of weight changes', async () => {
    const { code, stdout, stderr } = await gradtop(['train', 'vanishing-sigmoid', '--depth', '8', '--epochs', '40']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^gradtop train vanishing-sigmoid --depth 8 --epochs 40\n/);
    expect(stdout).toMatch(/gradient vanishes/);
    expect(stdout).toMatch(/\ntry: gradtop cure vanishing-sigmoid --depth 8 --epochs 40\n$/);
    expect(stdout).toMatch(/hidden_1\/kernel +\S+ %/);
    expect(stderr).toMatch(/100 % {2}epoch 40\/40/);
  });

  it('exits with 1 if a rule of --fail-on fires, and if it diverges', { tags: ['long'] }, async () => {
    const vanishing = await gradtop(['train', 'vanishing-sigmoid', '--fail-on', 'vanishing']);
    expect(vanishing.code).toBe(1);
    expect(vanishing.stderr).toMatch(/--fail-on met: vanishing/);
    expect((await gradtop(['train', 'relu', '--fail-on', 'vanishing', '--epochs', '30'])).code).toBe(0);
    const diverged = await gradtop(['train', 'relu', '--activation', 'linear', '--learning-rate', '1000', '--json']);
    expect(diverged.code).toBe(1);
    expect(diverged.stdout).toContain('"loss":"NaN"');
    expect(decodeLog(diverged.stdout, 'stdout').at(-1)).toMatchObject({ type: 'end', reason: 'diverged' });
  });

  it('ends with 130 on Ctrl+C, and the log has its end', async () => {
    const log = at('interrupted.jsonl');
    const { code } = await gradtop(['train', 'relu', '--epochs', '1000000', '--log', log], (child) => {
      void until(() => sizeOf(log) > 5000).then(() => child.kill('SIGINT'));
    });
    expect(code).toBe(130);
    expect(decodeLog(readFileSync(log, 'utf8'), log).at(-1)).toMatchObject({ type: 'end', reason: 'stopped' });
  });

  it('stops without an error when its reader closes the pipe', { tags: ['long'] }, async () => {
    const { code, stderr } = await gradtop(['train', 'relu', '--epochs', '1000000', '--json'], (child) => {
      child.stdout?.once('data', () => child.stdout?.destroy());
    });
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/gradtop|EPIPE|at /);
  });

  it('continues for its log when its reader closes the pipe, even after a backlog', { tags: ['long'] }, async () => {
    const log = at('unread.jsonl');
    const { code } = await gradtop(['train', 'relu', '--epochs', '400', '--json', '--log', log], (child) => {
      child.stdout?.pause();
      // The log stands still once the pipe and its buffer are full.
      let same = 0;
      let before = 0;
      const stands = (): boolean => {
        const size = sizeOf(log);
        same = size > 65_536 && size === before ? same + 1 : 0;
        before = size;
        return same === 50;
      };
      void until(stands).then(() => child.stdout?.destroy());
    });
    expect(code).toBe(0);
    expect(decodeLog(readFileSync(log, 'utf8'), log).at(-1)).toMatchObject({ reason: 'completed', step: 3200 });
  });

  it.runIf(existsSync('/dev/full'))('exits 1 where standard output is a full disk', { tags: ['long'] }, async () => {
    const full = openSync('/dev/full', 'w');
    const { code, stderr } = await gradtop(['train', 'relu', '--epochs', '5', '--json'], undefined, {}, full);
    expect(stderr).toMatch(/^gradtop: standard output: the disk is full$/m);
    expect(code).toBe(1);
    closeSync(full);
  });

  it('gives the log its end when the training process is killed', { tags: ['long'] }, async () => {
    const log = at('killed.jsonl');
    const { code, stderr } = await gradtop(['train', 'relu', '--epochs', '1000000', '--log', log], (child) => {
      void until(() => sizeOf(log) > 5000).then(() => process.kill(childrenOf(child.pid!)[0]!, 'SIGKILL'));
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^gradtop: training process ended by signal SIGKILL$/m);
    const events = decodeLog(readFileSync(log, 'utf8'), log);
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'crashed' });
    expect(events.filter((event) => event.type === 'end')).toHaveLength(1);
  });

  it('reads the user’s own table', { tags: ['long'] }, async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${Math.sin(i)},${Math.cos(i)},${i === 7 ? '12x' : i},${i % 2 ? 'yes' : 'no'}`,
    );
    const csv = file('own.csv', `a,b,c,label\n${rows.join('\n')}\n`);
    const bad = await gradtop(['train', 'relu', '--data', csv, '--target', 'label']);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/column c, data row 8: "12x" is not a number \(line 9\)/);
    const good = file(
      'good.csv',
      `a,b,c,label\n${rows.map((row, i) => row.replace(/,[\dx]+,(?=no|yes)/, i === 3 ? ',,' : `,${i},`)).join('\n')}\n`,
    );
    const { code, stdout } = await gradtop(['train', 'relu', '--data', good, '--epochs', '3', '--json']);
    expect(code).toBe(0);
    expect(decodeLog(stdout, 'stdout')[0]).toMatchObject({
      dataset: { samples: 59, features: 3, classes: 2, points: { axes: ['PC 1', 'PC 2'] } },
    });
  });
});

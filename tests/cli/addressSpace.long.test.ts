// A limit on the address space (`ulimit -v`) under which V8 has no room for WebAssembly memory: what works without, works.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeLog } from '../../src/runtime/journal.js';
import { gradtop, MAIN, type Result } from '../helpers/cli.js';
import { environment } from '../helpers/env.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-ulimit-'));
const KIBIBYTES = 4_000_000;

/** Node under the limit, by the shell that sets it. */
function limited(args: readonly string[]): Promise<Result> {
  return new Promise((resolve) => {
    const script = `ulimit -v ${KIBIBYTES}; exec "$0" "$@"`;
    const env = environment();
    const child = spawn('bash', ['-c', script, process.execPath, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const TRAIN = ['train', 'relu', '--epochs', '1', '--json'];
const steps = (log: string): unknown[] => decodeLog(log, 'log').filter(({ type }) => type === 'step');

describe.runIf(process.platform === 'linux')('without room for WebAssembly memory', () => {
  let memory = false;
  beforeAll(async () => {
    // A newer Node may do without the room by itself.
    memory = (await limited(['-e', 'new WebAssembly.Memory({ initial: 1 })'])).code === 0;
  });

  it('auto trains, and the header names the backend and the reason', async () => {
    const { code, stdout } = await limited([MAIN, ...TRAIN]);
    expect(code).toBe(0);
    const [run] = decodeLog(stdout, 'log');
    if (run?.type !== 'run') throw new Error('no run');
    expect(run.engine?.backend).toBe(memory ? 'compiled' : 'cpu');
    if (!memory) expect(run.engine?.why).toContain('WebAssembly.Memory()');
    expect(steps(stdout)).toHaveLength(8);
  });

  it('cpu trains to the same bits as without the limit', async () => {
    const cpu = [...TRAIN, '--backend', 'cpu'];
    const { code, stdout } = await limited([MAIN, ...cpu]);
    expect(code).toBe(0);
    expect(steps(stdout)).toEqual(steps((await gradtop(cpu)).stdout));
  });

  it.each(['compiled', 'wasm'])('%s is refused in one line that names what works', async (backend) => {
    const { code, stderr } = await limited([MAIN, 'train', 'relu', '--backend', backend]);
    if (memory) return;
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`backend ${backend} `);
    expect(stderr).toContain('--backend cpu works');
  });

  it('pixels and films are refused in one line, other pictures and tables are written', async () => {
    const log = path.join(folder, 'run.jsonl');
    expect((await gradtop(['train', 'relu', '--epochs', '1', '--log', log])).code).toBe(0);
    const table = path.join(folder, 'run.csv');
    expect((await limited([MAIN, 'export', log, '--csv', table])).code).toBe(0);
    expect(readFileSync(table, 'utf8').split('\n').length).toBeGreaterThan(8);
    if (memory) return;
    const picture = (format: string) =>
      limited([MAIN, 'export', log, `--${format}`, path.join(folder, `run.${format}`)]);
    const [svg, html, png] = [await picture('svg'), await picture('html'), await picture('png')];
    expect([svg.code, html.code]).toEqual([0, 0]);
    const film = await limited([MAIN, 'record', log, '-o', path.join(folder, 'run.cast')]);
    for (const { code, stderr } of [png, film]) {
      expect(code).toBe(1);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  it('doctor finds a backend that works', async () => {
    const { stdout } = await limited([MAIN, 'doctor']);
    expect(stdout).toMatch(/^ok {3}backend cpu/m);
    if (!memory) expect(stdout).toMatch(/^LACK WebAssembly memory/m);
  });
});

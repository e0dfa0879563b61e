// The whole dashboard in a real pseudo-terminal: keys in, lines out.
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEYMAP } from '../../src/core/app/keymap.js';
import { decodeLog } from '../../src/runtime/journal.js';
import { BYTES } from '../helpers/keys.js';
import { alive, childrenOf } from '../helpers/processes.js';
import { usePty } from '../helpers/pty.js';
import { until } from '../helpers/waiting.js';

const start = usePty();

describe('dashboard', () => {
  it('shows the stuck network, cures it with one key, and leaves a summary', async () => {
    const s = start(['--full-speed']);
    await s.see(/gradient vanishes/);
    await s.see('7 × 10 sigmoid, glorotUniform, sgd 0.3');
    s.send('a');
    await s.see('7 × 10 relu, glorotUniform, sgd 0.3');
    await s.see(/solved: loss \S+e-[45]/);
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(s.screen.alternate).toBe(false);
    expect(s.screen.text).toMatch(/gradtop vanishing-sigmoid --activation relu/);
    expect(s.screen.text).toMatch(/hidden_1\/kernel/);
  });

  it('answers to every key of the keymap without harm', { tags: ['long'] }, async () => {
    const s = start(['relu', '--pace', '50']);
    await s.see(/step [1-9]\d*\/800/);
    const overlays = ['p', 'P', '+', '?', 'v', 'g'];
    for (const key of overlays) {
      s.send(key);
      await s.see('esc closes');
      s.send('\u001b');
      await s.gone(/esc closes/);
    }
    // Escape and a key that comes with it are one key.
    const left = ['quit', 'interrupt', 'suspend', 'record'];
    const keys = KEYMAP.filter(({ id }) => !left.includes(id)).flatMap((binding) => binding.keys);
    for (const key of keys) if (key !== 'esc' && !overlays.includes(key)) s.send(BYTES[key] ?? key);
    s.send('r');
    await s.see(/epoch \d+\/\d+/);
    s.send('q');
    expect(await s.exit).toBe(0);
  });

  it('opens and closes help, picker and receipt', async () => {
    const s = start(['--full-speed']);
    await s.see(/gradient vanishes/);
    s.send('?');
    await s.see('remove a hidden layer');
    s.send('\u001b');
    await s.gone(/remove a hidden layer/);
    s.send('v');
    await s.see(/The derivative of sigmoid is at most 1\/4/);
    s.send('\u001b');
    await s.gone(/The derivative of sigmoid is at most/);
    s.send('p');
    await s.see('enter starts');
    s.send('\u001b[B\u001b[B\u001b[B\r');
    await s.see(/fewer-layers {2}3 × 10 sigmoid/);
  });

  it('draws nothing while help is open, and everything when it closes', { tags: ['long'] }, async () => {
    const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-help-')), 'run.jsonl');
    const s = start(['relu', '--pace', '2', '--epochs', '100000', '--log', log], { columns: 200, rows: 60 });
    const step = (): number => Number(/step (\d+)\//.exec(s.screen.text)?.[1]);
    const recorded = (): number => readFileSync(log, 'utf8').split('"type":"step"').length - 1;
    /** Time for many frames of a run in sight. */
    const steps = async (count: number): Promise<void> => {
      const goal = recorded() + count;
      await until(() => recorded() >= goal);
    };
    await s.see(/step [1-9]\d*\//);
    s.send('?');
    await s.see('remove a hidden layer');
    const before = step();
    await steps(8);
    const written = s.output.length;
    await steps(16);
    expect(s.output.length).toBe(written);
    expect(step()).toBe(before);
    s.send('\u001b');
    await s.gone(/remove a hidden layer/);
    expect(step()).toBeGreaterThan(before);
  });

  it('pauses, steps once, and goes on', async () => {
    // The second step is due after twenty minutes.
    const s = start(['--pace', '0.0001']);
    await s.see('step 1/800');
    s.send(' ');
    await s.see('PAUSED');
    for (const step of [2, 3]) {
      s.send('s');
      await s.see(`step ${step}/800`);
    }
    s.send(' ');
    await s.see('running');
  });

  it('follows the window, and says when it is too small', async () => {
    const s = start(['relu'], { columns: 80, rows: 24 });
    await s.see(/epoch \d+/);
    s.resize(50, 12);
    await s.see('too small: 60x18 needed, this is 50x12');
    // However narrow, what is needed can be read.
    s.resize(20, 5);
    await s.see(/^too small: 60x18\s*\nneeded, this is 20x5/);
    s.resize(200, 60);
    await s.see(/hidden_1\/kernel, step 0/);
    s.resize(60, 18);
    await s.see('gradient RMS, log10');
  });

  it('enlarges the panel in focus', { tags: ['long'] }, async () => {
    const s = start(['--full-speed']);
    await s.see(/gradient vanishes/);
    s.send('\r');
    await s.gone(/boundary at step/);
    s.send('\u001b');
    await s.see(/boundary at step/);
  });

  it('exits 130 on Ctrl+C and restores the screen', async () => {
    const s = start(['relu']);
    await s.see(/epoch \d+/);
    s.send('\u0003');
    expect(await s.exit).toBe(130);
    expect(s.screen.alternate).toBe(false);
    expect(s.output).toContain('\u001b[?25h');
  });

  it(
    'says that the training process was killed, writes its end into the log, and r brings it back',
    { tags: ['long'] },
    async () => {
      const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-killed-')), 'run.jsonl');
      const s = start(['relu', '--pace', '2', '--log', log]);
      await s.see(/step [1-9]\d*\/800/);
      const [child] = childrenOf(s.pid);
      process.kill(child!, 'SIGKILL');
      await s.see(/training process ended by signal SIGKILL/);
      const last = JSON.parse(readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
      expect(last).toMatchObject({ type: 'end', reason: 'crashed' });
      expect(last['message']).toBe('training process ended by signal SIGKILL');
      s.send('r');
      await s.see(/running/);
      await s.see(/step [1-9]\d*\/800/);
    },
  );

  it('writes into the log what a key changed', { tags: ['long'] }, async () => {
    const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-changed-')), 'run.jsonl');
    const s = start(['relu', '--pace', '2', '--log', log]);
    await s.see(/step [1-9]\d*\/800/);
    s.send('d');
    await s.see(/8 × 10/);
    await s.see(/step [1-9]\d*\/800/);
    s.send('q');
    await s.exit;
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    const controls = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((e) => e['action'] === 'depth-more');
    expect(controls).toMatchObject([{ type: 'control', runId: 'run-1', change: { depth: 8 } }]);
    const quit = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((e) => e['action'] === 'quit');
    expect(quit).not.toHaveProperty('change');
  });

  it.each([
    ['q', 0],
    ['\u0003', 130],
  ])(
    'ends the log of every run, also of those that were replaced, when %j ends it',
    { tags: ['long'] },
    async (key, code) => {
      const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-ends-')), 'run.jsonl');
      const s = start(['relu', '--pace', '2', '--log', log]);
      await s.see(/step [1-9]\d*\/800/);
      s.send('d');
      await s.see(/8 × 10/);
      await s.see(/step [1-9]\d*\/800/);
      s.send('=a');
      await s.see(/8 × 10 leakyRelu/);
      await s.see(/step [1-9]\d*\/800/);
      s.send(key);
      expect(await s.exit).toBe(code);
      const events = decodeLog(readFileSync(log, 'utf8'), log);
      for (const runId of ['run-1', 'run-2', 'run-3']) {
        const own = events.filter((event) => event.runId === runId);
        const steps = own.flatMap((event) => (event.type === 'step' ? event.step : []));
        expect(steps).toEqual(steps.map((_, i) => i + 1));
        const weightChange = expect.arrayContaining([expect.objectContaining({ name: 'output/kernel' })]) as unknown;
        expect(own.at(-1)).toMatchObject({ type: 'end', reason: 'stopped', step: steps.at(-1), weightChange });
      }
      expect(s.screen.text).toMatch(/stopped after \d+ steps/);
    },
  );

  it(
    'writes the end of a run itself where the training process hears nothing, and leaves no process',
    { tags: ['long'] },
    async () => {
      const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-deaf-')), 'run.jsonl');
      const s = start(['relu', '--pace', '2', '--log', log]);
      await s.see(/step [1-9]\d*\/800/);
      const [child] = childrenOf(s.pid);
      process.kill(child!, 'SIGSTOP');
      s.send('q');
      expect(await s.exit).toBe(0);
      expect(s.screen.alternate).toBe(false);
      expect(decodeLog(readFileSync(log, 'utf8'), log).at(-1)).toMatchObject({
        type: 'end',
        reason: 'stopped',
        weightChange: [],
      });
      expect(alive(child!)).toBe(false);
    },
  );

  it('says how long no step has come, and r replaces a training process that hangs', { tags: ['long'] }, async () => {
    const s = start(['relu', '--pace', '20']);
    await s.see(/step [1-9]\d*\/800/);
    const [child = 0] = childrenOf(s.pid);
    process.kill(child, 'SIGSTOP');
    await s.see(/no step for [5-9] s/);
    s.send('r');
    await s.gone(/no step for/);
    await s.see(/step [1-9]\d*\/800/);
    expect(alive(child)).toBe(false);
    expect(childrenOf(s.pid)).toHaveLength(1);
  });

  it.runIf(existsSync('/dev/full'))(
    'says that recording failed, why and where, and exits 1',
    { tags: ['long'] },
    async () => {
      const s = start(['relu', '--pace', '20', '--log', '/dev/full'], { columns: 80, rows: 24 });
      await s.see(/REC FAILED: the disk is full: \/dev\/full .*step \d+/);
      s.send('q');
      expect(await s.exit).toBe(1);
      expect(s.screen.text).toMatch(/recording failed: .*\/dev\/full: the disk is full/);
    },
  );

  it('writes nothing of a run that was removed before it began', { tags: ['long'] }, async () => {
    const log = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-removed-')), 'run.jsonl');
    const s = start(['relu', '--pace', '2', '--log', log]);
    await s.see(/step [1-9]\d*\/800/);
    // Added, changed and removed in one breath.
    s.send('P\rad-');
    await s.see(/depth 8.* removed/);
    s.send('aq');
    await s.exit;
    const events = readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; runId: string; action?: string });
    const begun = new Set(events.filter(({ type }) => type === 'run').map(({ runId }) => runId));
    expect(events.filter(({ runId }) => !begun.has(runId))).toEqual([]);
    expect(events.filter(({ action }) => action === 'drop').map(({ runId }) => runId)).toEqual(['run-1']);
  });

  it('leaves no child behind, even when it is killed itself', { tags: ['long'] }, async () => {
    const s = start(['relu']);
    await s.see(/epoch \d+/);
    const children = childrenOf(s.pid);
    expect(children).toHaveLength(1);
    s.kill();
    await s.exit;
    await until(() => !children.some(alive));
  });

  it('never has more than one child, however fast a key repeats', { tags: ['long'] }, async () => {
    const s = start(['relu']);
    await s.see(/epoch \d+/);
    for (let i = 0; i < 60; i += 1) s.send(i % 2 === 0 ? 'd' : 'D');
    s.send('d');
    await s.see(/^ *\S.* 8 × 10/m);
    // A child that was replaced because it did not answer in time takes a moment to end.
    await until(() => childrenOf(s.pid).length === 1);
    await s.see(/running/);
  });

  it('records by key into the data folder, and the log can be shown again', { tags: ['long'] }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-record-'));
    const s = start(['relu', '--pace', '20'], { env: { XDG_DATA_HOME: folder } });
    await s.see(/epoch [1-9]/);
    s.send('R');
    await s.see(/^ recording \S+-relu\.jsonl, R stops/m);
    await s.see('● REC');
    await s.see(/epoch \d\d\//);
    s.send('R');
    await s.see(/recorded \d+ lines: gradtop replay last/);
    await s.gone(/● REC/);
    s.send('q');
    expect(await s.exit).toBe(0);
    const [file = ''] = readdirSync(path.join(folder, 'gradtop', 'runs'));
    expect(file).toMatch(/-relu\.jsonl$/);
    const events = decodeLog(readFileSync(path.join(folder, 'gradtop', 'runs', file), 'utf8'), file);
    expect(events[0]?.type).toBe('run');
    const steps = events.filter((event) => event.type === 'step').map((event) => event.step);
    expect(steps).toEqual(steps.map((_, i) => steps[0]! + i));
    expect(steps.length).toBeGreaterThan(20);
  });

  it('draws with ASCII and without colours when asked', { tags: ['long'] }, async () => {
    const s = start(['relu', '--ascii', '--full-speed'], { env: { NO_COLOR: '1' } });
    await s.see(/solved/);

    expect(s.screen.text).toMatch(/^[\u0000-\u007f]*$/);
    expect(s.output).not.toMatch(/\u001b\[[\d;]*[34]8;[\d;]*m/);
  });

  it('tells what is wrong with a forced backend that is not there', { tags: ['long'] }, async () => {
    const s = start(['relu', '--data', '/nowhere.csv']);
    await s.see(/\/nowhere.csv: cannot be read/);
    await s.see('FAILED');
  });
});
